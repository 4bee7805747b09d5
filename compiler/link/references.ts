import type { RelatedSpan } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import type { ResolvedSource } from "../generated/resolved-spec";
import type { Container, Dataset, DatasetId, SpecPointer } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import type { LinkContext } from "./link-context";

/** What a reference can lead to, besides a source. */
export type Scope =
  | { readonly kind: "store"; readonly store: Container["store"] }
  | { readonly kind: "container"; readonly container: Container }
  | { readonly kind: "dataset"; readonly dataset: Dataset };

/** Where a reference stands. */
export interface ReferencePlace {
  /** The node of the spec that it belongs to. */
  readonly pointer: SpecPointer;
  readonly span: Span;
}

type StoreName = Container["store"];

const containerWords = { lake: "lake zone", warehouse: "warehouse schema" } as const;
const containerPlurals = { lake: "zones", warehouse: "schemas" } as const;

/** Resolves the dotted paths of a spec, and reports those that lead nowhere or to the wrong kind of thing. */
export class References {
  readonly #containers: Readonly<Record<StoreName, ReadonlySet<string>>>;
  readonly #datasets = new Map<DatasetId, Dataset>();
  readonly #datasetIds = new Map<string, DatasetId[]>();
  readonly #withheld = new Set<string>();

  constructor(private readonly context: LinkContext) {
    const { lake, warehouse } = context.spec;
    this.#containers = { lake: new Set(Object.keys(lake?.zones ?? {})), warehouse: new Set(warehouse?.schemas ?? []) };
  }

  /** From here on references to the dataset resolve. */
  addDataset(dataset: Dataset): void {
    this.#datasets.set(dataset.id, dataset);
    const container = containerId(dataset.container);
    const ids = this.#datasetIds.get(container);
    if (ids) ids.push(dataset.id);
    else this.#datasetIds.set(container, [dataset.id]);
  }

  /** Says that a table would exist but for another problem: references to it are not reported as well. */
  withhold(table: string): void {
    this.#withheld.add(table);
  }

  dataset(id: DatasetId): Dataset | undefined {
    return this.#datasets.get(id);
  }

  /** `sources.<name>`. */
  resolveSource(pointer: SpecPointer, text: string): { readonly name: string; readonly source: ResolvedSource } | undefined {
    const { sources } = this.context.spec;
    const place = this.placeOf(pointer, text);
    const [root, ...rest] = text.split(".");
    const name = rest.join(".");
    if (root !== "sources" && (isStore(root) || root === "ingestion" || root === "transforms")) {
      this.wrong(place, `${quote(text)} is no source: an ingestion takes its data from one, as in sources.orders-db.`);
      return undefined;
    }
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (root === "sources" && source) return { name, source };
    this.unknown(
      place,
      root === "sources" ? `There is no source ${quote(name)}.` : `There is no source ${quote(text)}: write it as sources.<name>.`,
      {
        word: root === "sources" ? name : text,
        candidates: Object.keys(sources),
        prefix: "sources.",
        related: this.declaration(pointerTo("sources"), "the sources are declared here"),
      },
    );
    return undefined;
  }

  /** A lake zone or a warehouse schema. */
  resolveContainer(pointer: SpecPointer, text: string): Container | undefined {
    const place = this.placeOf(pointer, text);
    const [root, name, ...rest] = text.split(".");
    const scope = this.resolve(place, rest.length === 0 || !isStore(root) ? text : `${root}.${name ?? ""}`);
    if (!scope) return undefined;
    if (scope.kind === "container" && rest.length === 0) return scope.container;
    const what = scope.kind === "store" ? "a whole store" : "longer than a place";
    this.wrong(place, `${quote(text)} is ${what}: write a lake zone or a warehouse schema, as in ${this.exampleContainer(scope)}.`);
    return undefined;
  }

  /** A dataset. */
  resolveDataset(place: ReferencePlace, text: string): Dataset | undefined {
    const scope = this.resolve(place, text);
    if (!scope) return undefined;
    if (scope.kind === "dataset") return scope.dataset;
    const what = scope.kind === "store" ? "a whole store" : `a ${containerWords[scope.container.store]}`;
    this.wrong(place, `${quote(text)} is ${what}: write a dataset, as in ${text}.${scope.kind === "store" ? "<zone>." : ""}<table>.`);
    return undefined;
  }

  /** A store, a zone or schema, or a dataset. */
  resolveScope(pointer: SpecPointer, text: string): Scope | undefined {
    return this.resolve(this.placeOf(pointer, text), text);
  }

  placeOf(pointer: SpecPointer, text: string): ReferencePlace {
    return { pointer, span: this.context.textSpan(pointer, text) };
  }

  private resolve(place: ReferencePlace, text: string): Scope | undefined {
    const [root, name, ...rest] = text.split(".");
    if (!isStore(root)) {
      this.reportRoot(place, text, root ?? "");
      return undefined;
    }
    if (!this.context.spec[root]) {
      this.unknown(place, `The stack has no ${root}: declare one under ${root}.`, {});
      return undefined;
    }
    if (name === undefined) return { kind: "store", store: root };
    if (!this.#containers[root].has(name)) {
      this.unknown(place, `There is no ${containerWords[root]} ${quote(name)}.`, {
        word: name,
        candidates: this.#containers[root],
        prefix: `${root}.`,
        suffix: rest.map((part) => `.${part}`).join(""),
        related: this.declaration(containerPointer(root), `the ${containerPlurals[root]} are declared here`),
      });
      return undefined;
    }
    if (rest.length === 0) return { kind: "container", container: { store: root, name } };
    const dataset = this.#datasets.get(text);
    if (dataset) return { kind: "dataset", dataset };
    if (!this.#withheld.has(rest.join("."))) this.reportDataset(place, { store: root, name }, rest.join("."));
    return undefined;
  }

  private reportRoot(place: ReferencePlace, text: string, root: string): void {
    if (["sources", "ingestion", "transforms", "access"].includes(root)) {
      this.wrong(place, `${quote(text)} is no dataset and no place for one: write a path that begins with lake or warehouse.`);
      return;
    }
    const stores = (["lake", "warehouse"] as const).filter((store) => this.context.spec[store]);
    this.unknown(place, `There is no ${quote(text)}: a path begins with lake or warehouse.`, {
      word: root,
      candidates: stores,
      suffix: text.slice(root.length),
    });
  }

  private reportDataset(place: ReferencePlace, container: Container, table: string): void {
    const id = containerId(container);
    const ids = this.#datasetIds.get(id) ?? [];
    const pointer = container.store === "lake" ? pointerTo("lake", "zones", container.name) : containerPointer("warehouse");
    this.unknown(place, `Nothing makes a dataset ${quote(table)} in ${id}.`, {
      word: table,
      candidates: ids.map((dataset) => dataset.slice(id.length + 1)),
      prefix: `${id}.`,
      related: this.declaration(pointer, ids.length === 0 ? `nothing goes to ${id}` : `${id} is declared here`),
    });
  }

  private unknown(
    { pointer, span }: ReferencePlace,
    message: string,
    {
      word,
      candidates = [],
      prefix = "",
      suffix = "",
      related = [],
    }: {
      readonly word?: string;
      readonly candidates?: Iterable<string>;
      readonly prefix?: string;
      readonly suffix?: string;
      readonly related?: readonly RelatedSpan[];
    },
  ): void {
    const alternatives = word === undefined ? undefined : { word, candidates, replacement: (name: string) => `${prefix}${name}${suffix}` };
    this.context.report({ code: "unknown-reference", pointer, span, message, related, ...(alternatives ? { alternatives } : {}) });
  }

  private wrong({ pointer, span }: ReferencePlace, message: string): void {
    this.context.report({ code: "wrong-reference", pointer, span, message });
  }

  /** The place of a declaration, when the spec has it. */
  private declaration(pointer: SpecPointer, message: string): readonly RelatedSpan[] {
    const [root] = pointer.slice(1).split("/");
    const isDeclared = root === "sources" ? Object.keys(this.context.spec.sources).length > 0 : true;
    return isDeclared ? [{ span: this.context.keySpan(pointer), message }] : [];
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

function containerPointer(store: StoreName): SpecPointer {
  return store === "lake" ? pointerTo("lake", "zones") : pointerTo("warehouse", "schemas");
}

function isStore(root: string | undefined): root is StoreName {
  return root === "lake" || root === "warehouse";
}
