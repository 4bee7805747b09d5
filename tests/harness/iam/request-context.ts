/** A value of a context key; `null` removes a key that the evaluator would set by itself. */
export type ContextValue = string | number | boolean | readonly string[] | null;

/** Context keys of a request as a test writes them. Names are compared without regard to case. */
export type ContextValues = Readonly<Record<string, ContextValue>>;

/** The context of one request. A key holds one value, or a list of values if the key is multi-valued. */
export class RequestContext {
  readonly #values = new Map<string, readonly string[]>();

  /** Later layers replace the keys of earlier ones. */
  constructor(...layers: readonly ContextValues[]) {
    for (const [key, value] of layers.flatMap((layer) => Object.entries(layer))) {
      if (value === null) this.#values.delete(key.toLowerCase());
      else this.#values.set(key.toLowerCase(), typeof value === "object" ? value : [String(value)]);
    }
  }

  /** The values of a key, or `undefined` when the request does not carry it. An empty list counts as absent. */
  get(key: string): readonly string[] | undefined {
    const values = this.#values.get(key.toLowerCase());
    return values === undefined || values.length === 0 ? undefined : values;
  }
}
