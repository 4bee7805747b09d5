import { quote } from "../diagnostics/quote";
import type { ResolvedSource } from "../generated/resolved-spec";
import type { Container, Dataset, DatasetId, SpecPointer } from "../model/graph";
import type { LinkContext } from "./link-context";
import { containerWords, ReferenceProblems, type ReferencePlace, type StoreName } from "./reference-problems";
import { RemovedReferences } from "./removed-references";

/** What a reference can lead to, besides a source. */
export type Scope =
  | { readonly kind: "store"; readonly store: Container["store"] }
  | { readonly kind: "container"; readonly container: Container }
  | { readonly kind: "dataset"; readonly dataset: Dataset };

/** Resolves the dotted paths of a spec, and reports those that lead nowhere or to the wrong kind of thing. */
export class References {
  readonly #containers: Readonly<Record<StoreName, ReadonlySet<string>>>;
  readonly #datasets = new Map<DatasetId, Dataset>();
  readonly #byLastName = new Map<string, DatasetId | undefined>();
  readonly #withheld = new Set<string>();
  readonly #problems: ReferenceProblems;
  readonly #removed: RemovedReferences;

  constructor(private readonly context: LinkContext) {
    const { lake, warehouse } = context.spec;
    this.#containers = { lake: new Set(Object.keys(lake?.zones ?? {})), warehouse: new Set(warehouse?.schemas ?? []) };
    this.#removed = new RemovedReferences(context);
    const targets = { containers: this.#containers, datasets: this.#datasets };
    this.#problems = new ReferenceProblems(context, targets, this.#removed);
  }

  /** From here on references to the dataset resolve. */
  addDataset(dataset: Dataset): void {
    this.#datasets.set(dataset.id, dataset);
    const name = dataset.id.slice(dataset.id.lastIndexOf(".") + 1);
    this.#byLastName.set(name, this.#byLastName.has(name) ? undefined : dataset.id);
  }

  /** Says that a table, or any in a place (`lake.raw`), would exist but for another problem: references to it are not reported as well. */
  withhold(tableOrContainer: string): void {
    this.#withheld.add(tableOrContainer);
  }

  /** To be called when everything has been resolved. */
  reportRemoved(): void {
    this.#removed.report();
  }

  dataset(id: DatasetId): Dataset | undefined {
    return this.#datasets.get(id);
  }

  /** The dataset whose last name this is; undefined when there is none, or more than one. */
  datasetOfTable(name: string): DatasetId | undefined {
    return this.#byLastName.get(name);
  }

  /** `sources.<name>`. */
  resolveSource(pointer: SpecPointer, text: string): { readonly name: string; readonly source: ResolvedSource } | undefined {
    const { sources } = this.context.spec;
    const place = this.placeOf(pointer, text);
    const [root, ...rest] = text.split(".");
    const name = rest.join(".");
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (root === "sources" && source) return { name, source };
    if (isStore(root) || root === "ingestion" || root === "transforms")
      this.#problems.wrong(place, `${quote(text)} is no source: an ingestion takes its data from one, as in sources.orders-db.`);
    else this.#problems.reportSource(place, text);
    return undefined;
  }

  /** A lake zone or a warehouse schema. */
  resolveContainer(pointer: SpecPointer, text: string): Container | undefined {
    const place = this.placeOf(pointer, text);
    const [root, name, ...rest] = text.split(".");
    const isPlain = rest.length === 0 || !isStore(root) || !this.#containers[root].has(name ?? "");
    const scope = this.resolve(place, isPlain ? text : `${root}.${name ?? ""}`);
    if (!scope) return undefined;
    if (scope.kind === "container" && rest.length === 0) return scope.container;
    if (this.#problems.reportHabit(place, text)) return undefined;
    const what = scope.kind === "store" ? "a whole store" : "longer than a place";
    this.#problems.wrong(
      place,
      `${quote(text)} is ${what}: write a lake zone or a warehouse schema, as in ${this.exampleContainer(scope)}.`,
    );
    return undefined;
  }

  /** A dataset. */
  resolveDataset(place: ReferencePlace, text: string): Dataset | undefined {
    const scope = this.resolve(place, text);
    if (!scope) return undefined;
    if (scope.kind === "dataset") return scope.dataset;
    const what = scope.kind === "store" ? "a whole store" : `a ${containerWords[scope.container.store]}`;
    this.#problems.wrong(
      place,
      `${quote(text)} is ${what}: write a dataset, as in ${text}.${scope.kind === "store" ? "<zone>." : ""}<table>.`,
    );
    return undefined;
  }

  /** A store, a zone or schema, or a dataset. */
  resolveScope(pointer: SpecPointer, text: string): Scope | undefined {
    return this.resolve(this.placeOf(pointer, text), text);
  }

  /** Nearly all references lead somewhere: where one stands is looked up when it is asked for. */
  placeOf(pointer: SpecPointer, text: string): ReferencePlace {
    const { context } = this;
    return {
      pointer,
      get span() {
        return context.textSpan(pointer, text);
      },
    };
  }

  private resolve(place: ReferencePlace, text: string): Scope | undefined {
    const [root = "", name, ...rest] = text.split(".");
    if (!isStore(root)) return void this.#problems.reportRoot(place, text, root);
    if (!this.context.spec[root]) return void this.#problems.reportStore(place, root);
    if (name === undefined) return { kind: "store", store: root };
    const container: Container = { store: root, name };
    if (!this.#containers[root].has(name)) return void this.#problems.reportContainer(place, text, container);
    if (rest.length === 0) return { kind: "container", container };
    const dataset = this.#datasets.get(text);
    if (dataset) return { kind: "dataset", dataset };
    const table = rest.join(".");
    if (!this.#withheld.has(table) && !this.#withheld.has(containerId(container)))
      this.#problems.reportDataset(place, text, container, table);
    return undefined;
  }

  private exampleContainer(scope: Scope): string {
    if (scope.kind === "container") return containerId(scope.container);
    const [zone] = this.#containers.lake;
    const [schema] = this.#containers.warehouse;
    return zone !== undefined ? `lake.${zone}` : schema !== undefined ? `warehouse.${schema}` : "lake.raw";
  }
}

/** `lake.<zone>` or `warehouse.<schema>`. */
export function containerId({ store, name }: Container): string {
  return `${store}.${name}`;
}

function isStore(root: string | undefined): root is StoreName {
  return root === "lake" || root === "warehouse";
}
