import * as pulumi from "@pulumi/pulumi";

/** Puts a component's `overrides` over the inputs of its own children, and knows which of them name none. */
export class ChildOverrides {
  /** The component, once it can have children. */
  owner: pulumi.Resource | undefined;
  readonly #component: string;
  readonly #overrides: Readonly<Record<string, pulumi.Inputs>>;
  /** Every custom child as an override may name it: by its name, and in full. */
  readonly #children: { readonly name: string; readonly fullName: string }[] = [];

  constructor(component: string, overrides: Readonly<Record<string, pulumi.Inputs>> = {}) {
    this.#component = component;
    this.#overrides = overrides;
  }

  /** What the component registers: the overridden properties, by child; their values are in the children's inputs. */
  get record(): pulumi.Inputs {
    const properties = Object.entries(this.#overrides).map(([child, inputs]) => [child, Object.keys(inputs).sort()] as const);
    return properties.length === 0 ? {} : { overrides: Object.fromEntries(properties) };
  }

  /** For the options of the component: runs before each resource below it, and changes those that are directly below. */
  get transformations(): pulumi.ResourceTransformation[] {
    return Object.keys(this.#overrides).length === 0 ? [] : [(child) => this.#override(child)];
  }

  /** @throws Error - For overrides that name no child, or more than one. */
  check(): void {
    const problems = Object.keys(this.#overrides).flatMap((key) => {
      const named = this.#children.filter((child) => key === child.name || key === child.fullName);
      if (named.length === 1) return [];
      return named.length === 0
        ? [`"${key}" is none of them: ${[...new Set(this.#children.map(({ name }) => name))].sort().join(", ")}.`]
        : [`"${key}" is the name of ${named.length} of them: write ${named.map(({ fullName }) => `"${fullName}"`).join(" or ")}.`];
    });
    if (problems.length > 0) throw new Error(`The overrides of ${this.#component} name resources directly below it. ${problems.join(" ")}`);
  }

  /** A component below takes overrides of its own. */
  #override({ resource, type, name, props, opts }: pulumi.ResourceTransformationArgs): pulumi.ResourceTransformationResult | undefined {
    if (this.owner === undefined || opts.parent !== this.owner || resource instanceof pulumi.ComponentResource) return undefined;
    const fullName = `${type}::${name}`;
    this.#children.push({ name, fullName });
    return { props: { ...props, ...this.#overrides[name], ...this.#overrides[fullName] }, opts };
  }
}
