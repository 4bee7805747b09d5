import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import type { Problem } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import { dottedPath, pointerTo } from "../source/pointer";
import type { SourceFile, Span } from "../source/source-file";
import { limits } from "./text-limits";

/** A document as plain data, and what finds the nodes of its values again. */
export interface PlainDocument {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The entries of a map by key. */
  readonly entries: ReadonlyMap<YAMLMap, ReadonlyMap<string, Pair>>;
  /** What an alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/**
 * Reads the nodes of a document as plain data: maps without a prototype (so that no key means anything to JavaScript), lists and scalars. An anchored
 * value is one shared object wherever its aliases stand.
 */
export function toPlainDocument(file: SourceFile, root: Node): PlainDocument {
  const problems: Problem[] = [];
  const entries = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const targets = new Map<Alias, Node>();
  const anchors = new Map<string, Anchored>();
  const path: (string | number)[] = [];
  let values = 0;
  let aliasedValues = 0;
  let deepest = 0;

  return { value: toPlain(root, 0), problems, entries, targets };

  function toPlain(node: unknown, depth: number): unknown {
    values += 1;
    deepest = Math.max(deepest, depth);
    if (isAlias(node)) return aliasedValue(node, depth);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    return anchor === undefined ? contentOf(node, depth) : anchoredValue(node as Node, anchor, depth);
  }

  function contentOf(node: unknown, depth: number): unknown {
    if (isMap(node)) return mapOf(node, depth);
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        path.push(index);
        const value = toPlain(item, depth + 1);
        path.pop();
        return value;
      });
    }
    return isScalar(node) ? scalarOf(node) : null;
  }

  function mapOf(node: YAMLMap, depth: number): Record<string, unknown> {
    const value = Object.create(null) as Record<string, unknown>;
    const pairs = new Map<string, Pair>();
    entries.set(node, pairs);
    for (const pair of node.items) {
      const key = keyOf(pair);
      if (key === undefined) continue;
      const first = pairs.get(key);
      if (first) {
        reportAt([...path, key], pair.key as Node, `The key ${quote(key)} is there twice. Keep one.`, [
          { span: spanOf(file, first.key as Node), message: "the first one is here" },
        ]);
        continue;
      }
      pairs.set(key, pair);
      path.push(key);
      value[key] = toPlain(pair.value, depth + 1);
      path.pop();
    }
    return value;
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

  function anchoredValue(node: Node, anchor: string, depth: number): unknown {
    const anchored: Anchored = { node, complete: false, value: undefined, values: 0, height: 0 };
    anchors.set(anchor, anchored);
    const [valuesBefore, deepestBefore] = [values, deepest];
    deepest = depth;
    anchored.value = contentOf(node, depth);
    anchored.values = values - valuesBefore + 1;
    anchored.height = deepest - depth;
    anchored.complete = true;
    deepest = Math.max(deepest, deepestBefore);
    return anchored.value;
  }

  function aliasedValue(node: Alias, depth: number): unknown {
    const anchored = anchors.get(node.source);
    if (!anchored) {
      report(node, `There is no anchor &${node.source} before this alias.`);
      return null;
    }
    if (!anchored.complete) {
      report(node, `The alias *${node.source} stands inside the value that it stands for.`);
      return null;
    }
    targets.set(node, anchored.node);
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
      return null;
    }
    if (depth + anchored.height > limits.depth) {
      report(node, `Maps and lists are nested more than ${limits.depth} deep here.`);
      return null;
    }
    return anchored.value;
  }

  function report(node: Node | null, message: string): void {
    reportAt(path, node, message);
  }

  function reportAt(place: readonly (string | number)[], node: Node | null, message: string, related: Problem["related"] = []): void {
    problems.push({ code: "invalid-yaml", message, path: dottedPath(pointerTo(...place)), span: spanOf(file, node), related });
  }
}

interface Anchored {
  readonly node: Node;
  /** Whether its end has been reached; an alias before that would contain itself. */
  complete: boolean;
  value: unknown;
  /** How many values it stands for, with those of the aliases in it. */
  values: number;
  /** How deep it nests. */
  height: number;
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
