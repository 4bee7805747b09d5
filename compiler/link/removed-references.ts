import { enumerate } from "../diagnostics/quote";
import type { SpecPointer } from "../model/graph";
import { dottedPath } from "../source/pointer";
import type { LinkContext } from "./link-context";
import type { ReferencePlace } from "./reference-problems";

/** More of them help nobody. */
const mostPlaces = 4;

/** What an override says of a node, and the references to what that takes away. */
interface Removed {
  readonly node: SpecPointer;
  readonly places: readonly ReferencePlace[];
}

/** References to what an override removes: it is to blame, not they, and is told once, however often it is named. */
export class RemovedReferences {
  readonly #removed = new Map<string, Removed>();

  constructor(private readonly context: LinkContext) {}

  /** Whether a node is one that an override removes or writes anew; if so, the reference to it, or to the entry of it that is gone, is kept. */
  take(node: SpecPointer, place: ReferencePlace, name = dottedPath(node)): boolean {
    if (!this.context.stack.locateBase(node)) return false;
    this.#removed.set(name, { node, places: [...(this.#removed.get(name)?.places ?? []), place] });
    return true;
  }

  /** A store that an override removes from a protected environment has a rule of its own. */
  report(): void {
    const { environment, spec } = this.context.stack;
    const isProtected = spec.environments[environment]?.protected === true;
    for (const [name, removed] of this.#removed)
      if (!isProtected || !/^\/(lake|warehouse)(\/|$)/.test(removed.node)) this.reportRemoved(name, removed);
  }

  private reportRemoved(name: string, { node, places }: Removed): void {
    const shown = places.slice(0, mostPlaces);
    const others = places.length > shown.length ? [`${places.length - shown.length} more`] : [];
    const named = enumerate([...shown.map(({ pointer }) => dottedPath(pointer)), ...others]);
    this.context.report({
      code: "unknown-reference",
      pointer: node,
      span: this.context.keySpan(node),
      message: `The override removes ${name}, which ${named} ${places.length === 1 ? "names" : "name"}: take it out, or change ${places.length === 1 ? "that" : "those"} too.`,
      related: shown.map(({ span }) => ({ span, message: "it is named here" })),
    });
  }
}
