/** DuckDB reads csv in blocks that hold its longest line: small ones go to all processors. */
const usualLimit = 1 << 24;
const longestLimit = 1 << 28;

/** Reads csv again with a greater limit when a line is longer than most. */
export async function withLineLimit<Result>(read: (limit: number) => Promise<Result>): Promise<Result> {
  try {
    return await read(usualLimit);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("Maximum line size")) throw error;
    return read(longestLimit);
  }
}
