import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { Problem } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import { newPlainMap } from "../source/plain-map";
import { dottedPath, pointerTo } from "../source/pointer";
import type { SourceFile, Span } from "../source/source-file";
import { SpecNode, type ReadText } from "./spec-node";
import { limits } from "./text-limits";

/** A document as plain data, and what is wrong with it. */
export interface PlainDocument extends ReadText {
  readonly problems: readonly Problem[];
}

/**
 * Reads the nodes of a document as plain data: maps without a prototype (so that no key means anything to JavaScript), lists and scalars. An anchored
 * value is one shared object wherever its aliases stand.
 */
export function toPlainDocument(file: SourceFile, root: Node): PlainDocument {
  const problems: Problem[] = [];
  const anchors = new Map<string, Anchored>();
  const path: (string | number)[] = [];
  let values = 0;
  let aliasedValues = 0;
  let deepest = 0;

  const read = toPlain(root, 0);
  return { ...read, problems };

  function toPlain(node: unknown, depth: number, key?: Key): ReadText {
    values += 1;
    deepest = Math.max(deepest, depth);
    if (isAlias(node)) return aliasedValue(node, depth, key);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    return anchor === undefined ? contentOf(node, depth, key) : anchoredValue(node as Node, anchor, depth, key);
  }

  function contentOf(node: unknown, depth: number, key?: Key): ReadText {
    if (isMap(node)) return mapOf(node, depth, key);
    if (isSeq(node)) return listOf(node, depth, key);
    return { value: isScalar(node) ? scalarOf(node) : null, root: placeOf(file, node as Node | null, key) };
  }

  function listOf(node: YAMLSeq, depth: number, key?: Key): ReadText {
    const children: SpecNode[] = [];
    const value = node.items.map((item, index) => {
      path.push(index);
      const read = toPlain(item, depth + 1);
      children.push(read.root);
      path.pop();
      return read.value;
    });
    return { value, root: placeOf(file, node, key, children) };
  }

  function mapOf(node: YAMLMap, depth: number, key?: Key): ReadText {
    const value = newPlainMap();
    const keys = new Map<string, Node>();
    const children: SpecNode[] = [];
    for (const pair of node.items) {
      const name = keyOf(pair);
      if (name === undefined) continue;
      const first = keys.get(name);
      if (first) {
        reportAt([...path, name], pair.key as Node, `The key ${quote(name)} is there twice. Keep one.`, [
          { span: spanOf(file, first), message: "the first one is here" },
        ]);
        continue;
      }
      keys.set(name, pair.key as Node);
      path.push(name);
      const read = toPlain(pair.value, depth + 1, { name, node: pair.key as Node });
      value[name] = read.value;
      children.push(read.root);
      path.pop();
    }
    return { value, root: placeOf(file, node, key, children) };
  }

  function keyOf(pair: Pair): string | undefined {
    const key = pair.key as Scalar;
    if (!isScalar(key) || typeof key.value !== "string") {
      report(key as Node, "A name is missing before the colon.");
      return undefined;
    }
    if (key.value === "<<" && key.type === "PLAIN") {
      report(key, "Merge keys (<<) are not part of YAML 1.2. Write the keys out.");
      return undefined;
    }
    if (key.value === "") {
      report(key, "A name is missing before the colon.");
      return undefined;
    }
    return key.value;
  }

  function scalarOf(node: Scalar): unknown {
    const { value } = node;
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?[0-9]+$/.test(node.source ?? "")) {
      report(node, `The number ${visibleNumber(node.source ?? "")} is too large to be kept exactly. Put it in quotes if it is a text.`);
    }
    return value;
  }

  function anchoredValue(node: Node, anchor: string, depth: number, key?: Key): ReadText {
    const anchored: Anchored = { read: undefined, values: 0, height: 0 };
    anchors.set(anchor, anchored);
    const [valuesBefore, deepestBefore] = [values, deepest];
    deepest = depth;
    const read = contentOf(node, depth, key);
    anchored.values = values - valuesBefore + 1;
    anchored.height = deepest - depth;
    anchored.read = read;
    deepest = Math.max(deepest, deepestBefore);
    return read;
  }

  function aliasedValue(node: Alias, depth: number, key?: Key): ReadText {
    const nothing: ReadText = { value: null, root: placeOf(file, node, key) };
    const anchored = anchors.get(node.source);
    if (!anchored) {
      report(node, `There is no anchor &${node.source} before this alias.`);
      return nothing;
    }
    const { read } = anchored;
    if (!read) {
      report(node, `The alias *${node.source} stands inside the value that it stands for.`);
      return nothing;
    }
    values += anchored.values;
    aliasedValues += anchored.values;
    deepest = Math.max(deepest, depth + anchored.height);
    if (aliasedValues > limits.aliasedValues) {
      if (aliasedValues - anchored.values <= limits.aliasedValues) {
        report(
          node,
          `The aliases of the file stand for more than ${limits.aliasedValues.toLocaleString("en")} values. Write less with them.`,
        );
      }
      return nothing;
    }
    if (depth + anchored.height > limits.depth) {
      report(node, `Maps and lists are nested more than ${limits.depth} deep here.`);
      return nothing;
    }
    return { value: read.value, root: placeOf(file, node, key, read.root.children, read.root.isList) };
  }

  function report(node: Node | null, message: string): void {
    reportAt(path, node, message);
  }

  function reportAt(place: readonly (string | number)[], node: Node | null, message: string, related: Problem["related"] = []): void {
    problems.push({ code: "invalid-yaml", message, path: dottedPath(pointerTo(...place)), span: spanOf(file, node), related });
  }
}

interface Key {
  readonly name: string;
  readonly node: Node;
}

interface Anchored {
  /** Undefined until its end has been reached: an alias before that would contain itself. */
  read: ReadText | undefined;
  /** How many values it stands for, with those of the aliases in it. */
  values: number;
  /** How deep it nests. */
  height: number;
}

/** A block ends where its last entry does: the reader counts the comments behind it. */
function placeOf(
  file: SourceFile,
  node: Node | null,
  key: Key | undefined,
  children: readonly SpecNode[] = [],
  isList = isSeq(node),
): SpecNode {
  const { start, end } = spanOf(file, node);
  const { start: keyStart, end: keyEnd } = key ? spanOf(file, key.node) : { start: 0, end: 0 };
  const isBlock = (isMap(node) || isSeq(node)) && node.flow !== true;
  const last = isBlock ? (children.at(-1)?.last ?? end) : end;
  return new SpecNode(start, last, key?.name, keyStart, keyEnd, children, isList);
}

/** Where a node stands, without the white space and the comments that follow it. */
export function spanOf(file: SourceFile, node: Node | null): Span {
  const [start, end] = node?.range ?? [0, 0];
  let last = end;
  while (last > start && /\s/.test(file.text[last - 1] as string)) last -= 1;
  return { file, start, end: last };
}

function visibleNumber(source: string): string {
  return source.length > 40 ? `${source.slice(0, 40)}…` : source;
}
