import { isScalar, parseDocument, visit, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";

export const mutationKinds = ["drop", "rename", "retype", "swap", "duplicate"] as const;
type MutationKind = (typeof mutationKinds)[number];

/** One change of a YAML text, as a person could have made it by mistake. */
export interface Mutation {
  readonly kind: MutationKind;
  readonly text: string;
  /** Lines of the mutated text, from 1, at which the mistake can be seen: the change, or the key of the map or list that lacks something. */
  readonly lines: readonly number[];
  /** What was changed, for people: `drop ingestion.orders.to`. */
  readonly what: string;
  /** The key that is not there any more. */
  readonly dropped?: string;
}

/** Numbers from 0 up to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An entry of a map or of a list, and where it stands. */
interface Entry {
  readonly path: string;
  readonly key: Scalar | undefined;
  readonly value: Node | null;
  readonly start: number;
  readonly end: number;
  readonly isFlow: boolean;
  /** Where the key of the map or list stands that has the entry; the first key of the whole text has none. */
  readonly owner: number;
}

/** A text with its entries, from which mutations are drawn. */
export class MutableYaml {
  readonly #entries: readonly Entry[];
  readonly #references: readonly string[];

  constructor(private readonly text: string) {
    this.#entries = entriesOf(text);
    this.#references = this.#entries.flatMap(({ value }) => (isReference(value) ? [value.value as string] : []));
  }

  /** Every kind that the text can have is as likely as the others. */
  mutate(random: () => number): Mutation {
    const kind = pick(
      mutationKinds.filter((name) => name !== "swap" || this.#references.length > 1),
      random,
    );
    const entries = kind === "swap" ? this.#entries.filter(({ value }) => isReference(value)) : this.#entries;
    for (;;) {
      const mutation = this.change(kind, pick(entries, random), random);
      if (mutation) return mutation;
    }
  }

  private change(kind: MutationKind, entry: Entry, random: () => number): Mutation | undefined {
    const { key, value, path } = entry;
    switch (kind) {
      case "drop":
        return this.drop(entry);
      case "duplicate":
        return this.duplicate(entry);
      case "rename": {
        if (!key) return undefined;
        const renamed = misspell(String(key.value), random);
        return this.replace(kind, `${path} to ${renamed}`, key, renamed);
      }
      case "retype": {
        if (!isScalar(value) || !value.range) return undefined;
        const other = pick(otherTypes, random);
        return this.replace(kind, `${path} to ${other}`, value, other);
      }
      case "swap": {
        if (!isReference(value)) return undefined;
        const other = random() < 0.5 ? pick(this.#references, random) : misspell(String(value.value), random);
        return other === value.value ? undefined : this.replace(kind, `${path} to ${other}`, value, other);
      }
    }
  }

  private replace(kind: MutationKind, what: string, { range }: Node, replacement: string): Mutation {
    const [start, end] = range as [number, number, number];
    const text = this.text.slice(0, start) + replacement + this.text.slice(end);
    return { kind, what: `${kind} ${what}`, text, lines: [lineOf(text, start)] };
  }

  private drop({ path, key, start, end, isFlow, owner }: Entry): Mutation {
    const [from, to] = isFlow ? this.withComma(start, end) : [start, end];
    const text = this.text.slice(0, from) + this.text.slice(to);
    const line = lineOf(text, Math.min(from, text.length));
    const dropped = key ? { dropped: String(key.value) } : {};
    return { kind: "drop", what: `drop ${path}`, text, lines: [line, Math.max(1, line - 1), lineOf(text, owner)], ...dropped };
  }

  private duplicate({ path, start, end, isFlow }: Entry): Mutation {
    const copy = isFlow ? `, ${this.text.slice(start, end)}` : this.text.slice(start, end);
    const text = this.text.slice(0, end) + copy + this.text.slice(end);
    return { kind: "duplicate", what: `duplicate ${path}`, text, lines: [lineOf(text, start), lineOf(text, end)] };
  }

  private withComma(start: number, end: number): readonly [number, number] {
    const after = /^\s*,\s*/.exec(this.text.slice(end))?.[0].length ?? 0;
    if (after > 0) return [start, end + after];
    return [start - (/,\s*$/.exec(this.text.slice(0, start))?.[0].length ?? 0), end];
  }
}

const otherTypes: readonly string[] = [
  "42",
  "-1",
  "0.3",
  "true",
  "yes",
  "null",
  "~",
  "[]",
  "{}",
  "[x]",
  "{ x: y }",
  '""',
  "2026-01-01",
  "x y",
];

function entriesOf(text: string): readonly Entry[] {
  const document = parseDocument(text);
  const root = document.contents?.range?.[0] ?? 0;
  const entries: Entry[] = [];
  const keyOfOwner = new Map<unknown, { readonly start: number; readonly path: string }>();
  visit(document, {
    Pair(_, pair, ancestors) {
      const map = ancestors.at(-1) as YAMLMap;
      const { key, value } = pair as Pair<Scalar, Node | null>;
      const owner = keyOfOwner.get(map);
      const path = `${owner ? `${owner.path}.` : ""}${String(key.value)}`;
      keyOfOwner.set(value, { start: key.range?.[0] ?? 0, path });
      entries.push(entryOf(text, { path, key, value, isFlow: map.flow === true, owner: owner?.start ?? root }));
    },
    Seq(_, list) {
      const owner = keyOfOwner.get(list);
      (list as YAMLSeq<Node>).items.forEach((value, index) => {
        const path = `${owner?.path ?? ""}[${index}]`;
        keyOfOwner.set(value, { start: value.range?.[0] ?? 0, path });
        entries.push(entryOf(text, { path, key: undefined, value, isFlow: list.flow === true, owner: owner?.start ?? root }));
      });
    },
  });
  return entries;
}

function entryOf(text: string, entry: Omit<Entry, "start" | "end">): Entry {
  const { key, value, isFlow } = entry;
  const start = (key ?? value)?.range?.[0] ?? 0;
  let end = (value ?? key)?.range?.[1] ?? start;
  while (/\s/.test(text[end - 1] ?? "")) end -= 1;
  if (isFlow) return { ...entry, start, end };
  const lineEnd = text.indexOf("\n", end);
  return { ...entry, start: text.lastIndexOf("\n", start - 1) + 1, end: lineEnd === -1 ? text.length : lineEnd + 1 };
}

function isReference(node: unknown): node is Scalar<string> {
  return isScalar(node) && typeof node.value === "string" && /^(lake|warehouse|sources)(\.[\w-]+)*$/.test(node.value);
}

/** One typing error: two letters in another order, one twice, one missing, a neighbour on the keyboard. */
function misspell(word: string, random: () => number): string {
  const at = Math.floor(random() * word.length);
  const letter = word[at] as string;
  const typed: readonly string[] = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + (word[at + 1] ?? "") + letter + word.slice(at + 2),
    word.slice(0, at) + (neighbours[letter] ?? "x") + word.slice(at + 1),
  ];
  return pick(typed, random);
}

const neighbours: Readonly<Record<string, string>> = { a: "s", e: "r", i: "o", o: "p", n: "m", r: "t", s: "d", t: "y", u: "i", l: "k" };

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
