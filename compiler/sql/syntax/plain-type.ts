import type { PlainReader } from "./plain-reader";

const typesWithoutDigits = ["bigint", "integer", "int", "smallint", "tinyint", "real", "date", "boolean", "text"];

/** Types of casts that PostgreSQL and Athena both read; whether they have them is theirs to say. */
export function takeType(reader: PlainReader): boolean {
  if (reader.takeOneOf(typesWithoutDigits)) return true;
  if (reader.take("double", "precision") || reader.take("double")) return true;
  if (reader.takeOneOf(["varchar", "char"])) return takeDigits(reader, 1);
  if (reader.takeOneOf(["decimal", "numeric"])) return takeDigits(reader, 2);
  if (!reader.take("timestamp") || !takeDigits(reader, 1)) return false;
  return !reader.takeOneOf(["with", "without"]) || reader.take("time", "zone");
}

/** Up to so many numbers in parentheses, when parentheses are there. */
function takeDigits(reader: PlainReader, most: number): boolean {
  if (!reader.isSymbol("(")) return true;
  let count = 0;
  return reader.takeEnclosed(() => reader.takeList(() => ++count <= most && reader.takeNumber(/^\d+$/)));
}
