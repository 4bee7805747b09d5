/** A text that diagnostics can point into: the spec itself or a file that it names. */
export class SourceFile {
  #lineStarts: readonly number[] | undefined;

  /**
   * @param path - As people should see it: relative to the spec's folder, with forward slashes.
   * @param text - The whole text.
   */
  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  /** Line and column, both from 1, of an offset. */
  position(offset: number): Position {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  }

  /** The text of a line, counted from 1, without its end. */
  line(number: number): string {
    const starts = this.lineStarts();
    const start = starts[number - 1];
    if (start === undefined) return "";
    return this.text.slice(start, starts[number]).replace(/\r?\n$/, "");
  }

  private lineStarts(): readonly number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
    return (this.#lineStarts = starts);
  }
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range of a text, by offsets; `end` is exclusive. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}
