import type { SpecPointer } from "../model/graph";
import { pointerSegments } from "../source/pointer";
import type { SourceFile, Span } from "../source/source-file";

/** From here on a list of children is slower to search than a table of their names. */
const manyChildren = 16;

/** Where a value of a document stands, and where its parts stand: offsets into the text, ends exclusive. */
export class SpecNode {
  private byName: ReadonlyMap<string, SpecNode> | undefined;

  /**
   * @param name - The key that has the value; undefined for the entry of a list and for the whole document.
   * @param children - The values of a map or list, in the order of the text.
   */
  constructor(
    readonly start: number,
    readonly end: number,
    readonly name: string | undefined,
    readonly keyStart: number,
    readonly keyEnd: number,
    readonly children: readonly SpecNode[],
    readonly isList: boolean,
  ) {}

  /** Where the value ends; where nothing stands behind the colon, where the key does. */
  get last(): number {
    return this.end === this.start && this.name !== undefined ? this.keyEnd : this.end;
  }

  /** The value of a key, or of a position in a list. */
  child(segment: string): SpecNode | undefined {
    if (this.isList) return this.children[Number(segment)];
    if (this.children.length < manyChildren) return this.children.find(({ name }) => name === segment);
    this.byName ??= new Map(this.children.map((child) => [child.name as string, child]));
    return this.byName.get(segment);
  }
}

/** A document as plain data, and where its parts stand. */
export interface ReadText {
  readonly value: unknown;
  readonly root: SpecNode;
}

/** The span of a node's key or value, of the deepest node found when the pointer leads further; of what has no text the key. */
export function locateNode(file: SourceFile, root: SpecNode, pointer: SpecPointer, part: "key" | "value"): Span {
  let node = root;
  for (const segment of pointerSegments(pointer)) {
    const child = node.child(segment);
    if (!child) break;
    node = child;
  }
  if (node.name !== undefined && (part === "key" || node.end === node.start)) return { file, start: node.keyStart, end: node.keyEnd };
  return { file, start: node.start, end: node.end };
}
