/** What maps of a spec are made as: of a kind, since V8 keeps each object that has no prototype at all as a table, which takes five times as long. */
const PlainMap = function () {
  // Whatever is put into a map is put there by its reader.
} as unknown as new () => Record<string, unknown>;
PlainMap.prototype = Object.create(null);

/** A map in which only what is put into it has a name: `constructor` and `__proto__` are names like others. */
export function newPlainMap(): Record<string, unknown> {
  return new PlainMap();
}
