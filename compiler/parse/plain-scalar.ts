const words: ReadonlyMap<string, null | boolean> = new Map([
  ...["null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/** What a text without quotes means in YAML's core schema; undefined where that takes more than a look. */
export function plainScalar(source: string): string | number | boolean | null | undefined {
  const first = source.charCodeAt(0);
  if (first > nine) {
    // The longest of the words has five letters.
    const word = source.length > 5 ? undefined : words.get(source);
    return word === undefined ? source : word;
  }
  if (/^(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?$/.test(source)) return Number(source);
  return /^[-+]?(0[ox][0-9a-f]*|[0-9]*\.?[0-9]*(e[-+]?[0-9]*)?|\.inf|\.nan)$/i.test(source) ? undefined : source;
}

const nine = "9".charCodeAt(0);
