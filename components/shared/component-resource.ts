import * as pulumi from "@pulumi/pulumi";
import { ChildOverrides } from "./child-overrides";
import type { ComponentArgs } from "./context";

/**
 * What every component is: it registers where it comes from, puts `overrides` over its children's inputs, and says what has to exist before it is used.
 *
 * `pulumi package add` takes a class for a component by the name of what it extends, `ComponentResource` in a file `…resource.ts`, and every property of
 * its own for an output (@pulumi/pulumi, provider/experimental/analyzer). So resources, which are no data, are kept here: `ready`, and `parts` for a getter.
 */
export abstract class ComponentResource<Parts = undefined> extends pulumi.ComponentResource {
  readonly #overrides: ChildOverrides;
  #ready: readonly pulumi.Resource[] = [];
  /** Resources that a component's getters show. */
  protected parts: Parts | undefined;

  constructor(type: string, name: string, { source, overrides }: ComponentArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const children = new ChildOverrides(name, overrides);
    const transformations = [...(opts.transformations ?? []), ...children.transformations];
    super(type, name, { source, ...children.record }, transformations.length === 0 ? opts : { ...opts, transformations });
    children.owner = this;
    this.#overrides = children;
  }

  /** What has to exist before the component can be used: the `dependsOn` of what uses it. Programs in other languages name the component itself. */
  get ready(): readonly pulumi.Resource[] {
    return this.#ready;
  }

  protected set ready(resources: readonly pulumi.Resource[]) {
    this.#ready = resources;
  }

  /** The last step of a constructor, when all children are there. The SDK itself calls it without outputs, after a constructor that has thrown, too. */
  protected override registerOutputs(outputs?: pulumi.Inputs): void {
    if (outputs !== undefined) this.#overrides.check();
    super.registerOutputs(outputs);
  }
}

/** What the option `dependsOn` of a component names. */
export function neededFirst({ dependsOn }: pulumi.ComponentResourceOptions = {}): readonly pulumi.Input<pulumi.Resource>[] {
  // Lists inside of promises are the SDK's to open: it takes them at any depth.
  return dependsOn === undefined ? [] : ([dependsOn].flat() as readonly pulumi.Input<pulumi.Resource>[]);
}

/**
 * Options of a component that hands its `dependsOn` to those of its children that need it (`neededFirst`). With it, the component and so each of its
 * children would wait: roles and log groups for a warehouse.
 */
export function handingOn(opts: pulumi.ComponentResourceOptions = {}): pulumi.ComponentResourceOptions {
  const { dependsOn, ...others } = opts;
  return others;
}
