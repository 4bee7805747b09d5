import type { CsvShape } from "./csv-shape";

/** DuckDB reads csv in blocks that hold its longest line: small ones go to all processors. */
const usualBlock = 1 << 24;
const longestBlock = 1 << 28;

/** The longest line that can be read, in bytes. */
export const longestLine = longestBlock / 2;

/** The options that read all rows of a csv file: see `inspectCsv`. */
export function lineOptions({ longestRow, hasLineBreaks }: CsvShape): string {
  const block = Math.max(usualBlock, 2 ** Math.ceil(Math.log2(2 * longestRow + 1)));
  return `parallel = ${!hasLineBreaks}, max_line_size = ${block}, buffer_size = ${block}`;
}
