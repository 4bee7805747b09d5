/** A value of a context key; `null` removes a key that the evaluator would set by itself. */
export type ContextValue = string | number | boolean | readonly string[] | null;

/** Context keys of a request as a test writes them. Names are compared without regard to case. */
export type ContextValues = Readonly<Record<string, ContextValue>>;

type ContextEntry = readonly [key: string, values: readonly string[] | null];

/** The entries of contexts: most requests share theirs. */
const entriesOfContexts = new WeakMap<ContextValues, readonly ContextEntry[]>();

/** The context of one request. A key holds one value, or a list of values if the key is multi-valued. */
export class RequestContext {
  readonly #values = new Map<string, readonly string[]>();

  /** Later layers replace the keys of earlier ones. */
  constructor(...layers: readonly ContextValues[]) {
    for (const layer of layers) {
      for (const [key, values] of entriesOf(layer)) {
        if (values === null) this.#values.delete(key);
        else this.#values.set(key, values);
      }
    }
  }

  /** The values of a key, or `undefined` when the request does not carry it. An empty list counts as absent. */
  get(key: string): readonly string[] | undefined {
    const values = this.#values.get(key.toLowerCase());
    return values === undefined || values.length === 0 ? undefined : values;
  }
}

function entriesOf(context: ContextValues): readonly ContextEntry[] {
  const entries =
    entriesOfContexts.get(context) ?? Object.entries(context).map(([key, value]) => [key.toLowerCase(), valuesOf(value)] as const);
  entriesOfContexts.set(context, entries);
  return entries;
}

function valuesOf(value: ContextValue): readonly string[] | null {
  if (value === null) return null;
  return typeof value === "object" ? value : [String(value)];
}
