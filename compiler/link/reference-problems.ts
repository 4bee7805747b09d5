import { nearest } from "../diagnostics/did-you-mean";
import type { RelatedSpan } from "../diagnostics/diagnostic";
import { enumerate, quote } from "../diagnostics/quote";
import type { Container, Dataset, DatasetId, SpecPointer } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import type { Alternatives, LinkContext } from "./link-context";
import { formerMakersOf } from "./former-makers";
import { plainPath } from "./reference-habits";
import type { RemovedReferences } from "./removed-references";

/** Where a reference stands. */
export interface ReferencePlace {
  /** The node of the spec that it belongs to. */
  readonly pointer: SpecPointer;
  readonly span: Span;
}

export type StoreName = Container["store"];

export const containerWords = { lake: "lake zone", warehouse: "warehouse schema" } as const;
const containerPlurals = { lake: "zones", warehouse: "schemas" } as const;
const stores: readonly StoreName[] = ["lake", "warehouse"];

/** More of them help nobody. */
const mostProducers = 3;

/** Looking for what was meant costs time for each reference: a spec with more wrong ones is broken in another way than by typing errors. */
const mostExplained = 100;

/** What references can lead to. */
export interface ReferenceTargets {
  readonly containers: Readonly<Record<StoreName, ReadonlySet<string>>>;
  readonly datasets: ReadonlyMap<DatasetId, Dataset>;
}

interface Explanation {
  readonly alternatives?: Alternatives;
  readonly related?: readonly RelatedSpan[];
  /** What the reference would lead to, had the spec it. */
  readonly missing?: SpecPointer;
}

/** Says of references that lead nowhere what may have been meant, and where that is declared. */
export class ReferenceProblems {
  #explained = 0;
  #zonesByFormerName: ReadonlyMap<string | undefined, string> | undefined;

  constructor(
    private readonly context: LinkContext,
    private readonly targets: ReferenceTargets,
    private readonly removed: RemovedReferences,
  ) {}

  reportSource(place: ReferencePlace, text: string): void {
    const { sources } = this.context.spec;
    const [root = "", ...rest] = text.split(".");
    const isPath = root === "sources";
    if (text === "sources") {
      this.wrong(place, `"sources" is all of them: write one, as in sources.${Object.keys(sources)[0] ?? "orders-db"}.`);
      return;
    }
    const name = rest.length > 0 && nearest(root, ["sources"]) !== undefined ? rest.join(".") : text;
    const meant = ++this.#explained > mostExplained ? undefined : nearest(name, Object.keys(sources));
    const path = meant === undefined ? [] : [isPath ? meant : `sources.${meant}`];
    this.unknown(place, isPath ? `There is no source ${quote(name)}.` : `${quote(text)} is no source: write it as sources.<name>.`, {
      missing: pointerTo("sources", name),
      alternatives: {
        word: path.join(),
        candidates: path,
        replacement: () => `sources.${meant ?? ""}`,
        declaration: () => this.declaredHere(pointerTo("sources", meant ?? ""), meant ?? ""),
      },
      related: Object.keys(sources).length > 0 ? [this.sectionOf("/sources", "the sources are declared here")] : [],
    });
  }

  /** A path that begins with no store. */
  reportRoot(place: ReferencePlace, text: string, root: string): void {
    if (["sources", "ingestion", "transforms", "access"].includes(root)) {
      this.wrong(place, `${quote(text)} is no dataset and no place for one: write a path that begins with lake or warehouse.`);
      return;
    }
    if (this.reportHabit(place, text)) return;
    const store = nearest(root, stores);
    const path = `${store ?? ""}${text.slice(root.length)}`;
    const meant = ++this.#explained > mostExplained ? [] : store === undefined ? this.pathsTo(text) : [this.spelled(path)];
    const several = meant.length > 1 ? ` It may be ${enumerate(meant, "or")}.` : "";
    const alternatives = meant.length === 1 ? { alternatives: { word: meant.join(), candidates: meant } } : {};
    this.unknown(place, `There is no ${quote(text)}: a path begins with lake or warehouse.${several}`, alternatives);
  }

  reportStore(place: ReferencePlace, store: StoreName): void {
    this.unknown(place, `The stack has no ${store}: declare one under ${store}.`, { missing: pointerTo(store) });
  }

  reportContainer(place: ReferencePlace, text: string, { store, name }: Container): void {
    const renamed = store === "lake" ? this.zoneOnceCalled(name) : undefined;
    if (renamed === undefined && this.reportHabit(place, text)) return;
    if (store === "warehouse" && this.isRemovedSchema(name) && this.removed.take(sectionOf(store), place, `${store}.${name}`)) return;
    const suffix = text.slice(`${store}.${name}`.length);
    this.unknown(place, `There is no ${containerWords[store]} ${quote(name)}.`, {
      ...(store === "lake" ? { missing: pointerTo("lake", "zones", name) } : {}),
      alternatives: {
        word: renamed ?? name,
        candidates: this.targets.containers[store],
        replacement: (candidate) => `${store}.${candidate}${suffix}`,
        declaration: (candidate) => this.declaredHere(this.pointerOf({ store, name: candidate }), candidate),
      },
      related: [this.sectionOf(sectionOf(store), `the ${containerPlurals[store]} are declared here`)],
    });
  }

  reportDataset(place: ReferencePlace, text: string, container: Container, table: string): void {
    if (this.reportHabit(place, text)) return;
    const id = `${container.store}.${container.name}`;
    const dataset = `${id}.${table.split(".")[0] ?? ""}`;
    if (table.includes(".") && this.targets.datasets.has(dataset)) {
      this.unknown(place, `${quote(text)} goes further than a dataset.`, { alternatives: { word: dataset, candidates: [dataset] } });
      return;
    }
    if (formerMakersOf(this.context.stack, id, table).some(({ node, name }) => this.removed.take(node, place, name))) return;
    const message = `Nothing makes a dataset ${quote(table)} in ${id}.`;
    if (++this.#explained > mostExplained) return this.unknown(place, message, {});
    const here = [...this.targets.datasets.keys()].filter((other) => other.startsWith(`${id}.`)).map((other) => other.slice(id.length + 1));
    const near = nearest(table, here);
    const [elsewhere] = near === undefined ? this.pathsTo(table) : [];
    const meant = near ?? elsewhere;
    const path = near === undefined ? elsewhere : `${id}.${near}`;
    this.unknown(place, message, {
      related: path === undefined ? this.producersOf(container) : this.wayOf(path),
      ...(meant === undefined ? {} : { alternatives: { word: meant, candidates: [meant], replacement: () => path ?? meant } }),
    });
  }

  wrong({ pointer, span }: ReferencePlace, message: string): void {
    this.context.report({ code: "wrong-reference", pointer, span, message });
  }

  private zoneOnceCalled(name: string): string | undefined {
    if (!this.#zonesByFormerName) {
      const zones = Object.entries(this.context.spec.lake?.zones ?? {});
      // Of two zones that both say it the first counts.
      this.#zonesByFormerName = new Map(zones.reverse().map(([zone, { movedFrom }]) => [movedFrom, zone]));
    }
    return this.#zonesByFormerName.get(name);
  }

  /** Reports a path that is written as in other tools. */
  reportHabit(place: ReferencePlace, text: string): boolean {
    const plain = plainPath(text);
    if (plain === undefined) return false;
    this.unknown(place, `${quote(text)} is not how a path is written here.`, { alternatives: { word: plain, candidates: [plain] } });
    return true;
  }

  /** A path in the spelling of the place or the dataset that there is. */
  private spelled(path: string): string {
    const places = stores.flatMap((store) => [...this.targets.containers[store]].map((name) => `${store}.${name}`));
    return [...places, ...this.targets.datasets.keys()].find((known) => known.toLowerCase() === path.toLowerCase()) ?? path;
  }

  /** The zones, schemas and datasets of a name, as paths. */
  private pathsTo(name: string): readonly string[] {
    const containers = stores.flatMap((store) => (this.targets.containers[store].has(name) ? [`${store}.${name}`] : []));
    return [...containers, ...[...this.targets.datasets.keys()].filter((id) => id.endsWith(`.${name}`))];
  }

  /** What makes a dataset, and what sends it to its place. */
  private wayOf(path: string): readonly RelatedSpan[] {
    const dataset = this.targets.datasets.get(path);
    if (!dataset) return [];
    const { pointer, producer, container } = dataset;
    const to = `${pointer.split("/").slice(0, 3).join("/")}/to`;
    return [
      { span: this.context.keySpan(pointer), message: `${quote(path)} is made here` },
      { span: this.context.stack.locate(to), message: `${producer} goes to ${container.store}.${container.name}` },
    ];
  }

  /** Where the datasets of a place come from. */
  private producersOf(container: Container): readonly RelatedSpan[] {
    const id = `${container.store}.${container.name}`;
    const { ingestion, transforms } = this.context.spec;
    const pointers = [
      ...Object.entries(ingestion).flatMap(([name, { to, tables }]) =>
        to === id ? [pointerTo("ingestion", name, ...(tables ? ["tables"] : []))] : [],
      ),
      ...Object.entries(transforms).flatMap(([name, { to }]) => (to === id ? [pointerTo("transforms", name)] : [])),
    ];
    if (pointers.length === 0) return [{ span: this.context.keySpan(this.pointerOf(container)), message: `nothing goes to ${id}` }];
    return pointers.slice(0, mostProducers).map((pointer) => ({ span: this.context.keySpan(pointer), message: `this goes to ${id}` }));
  }

  /** Whether the list of schemas that an override replaced had it. */
  private isRemovedSchema(name: string): boolean {
    return this.context.stack.base.warehouse?.schemas?.includes(name) === true;
  }

  /** An override that removes what the base declares is to blame, not the reference. */
  private unknown({ pointer, span }: ReferencePlace, message: string, { alternatives, related = [], missing }: Explanation): void {
    if (missing !== undefined && this.removed.take(missing, { pointer, span })) return;
    this.context.report({ code: "unknown-reference", pointer, span, message, related, ...(alternatives ? { alternatives } : {}) });
  }

  private sectionOf(pointer: SpecPointer, message: string): RelatedSpan {
    return { span: this.context.keySpan(pointer), message };
  }

  private declaredHere(pointer: SpecPointer, name: string): RelatedSpan {
    return { span: this.context.keySpan(pointer), message: `${quote(name)} is declared here` };
  }

  private pointerOf({ store, name }: Container): SpecPointer {
    if (store === "lake") return pointerTo("lake", "zones", name);
    return pointerTo("warehouse", "schemas", this.context.spec.warehouse?.schemas.indexOf(name) ?? 0);
  }
}

function sectionOf(store: StoreName): SpecPointer {
  return pointerTo(store, containerPlurals[store]);
}
