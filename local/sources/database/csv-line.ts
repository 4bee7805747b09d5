/** A row as a line of csv: NULL is nothing, every other value that could be mistaken is in quotes. */
export function csvLine(values: readonly (string | null)[]): string {
  let line = "";
  for (const [index, value] of values.entries()) {
    if (index > 0) line += ",";
    if (value !== null) line += plain.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
  }
  return `${line}\n`;
}

/** Digits, letters of ASCII and what numbers and dates are made of. */
const plain = /^[\w.:+-]+$/;
