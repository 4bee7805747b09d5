import type { BadRow } from "./bad-object";
import { readCsvHeader } from "./csv-header";
import { openObject } from "./object-text";
import type { SourceObject } from "./row-source";

/** The first row of a csv file that DuckDB does not take. */
export async function findBadCsvRow(object: SourceObject): Promise<BadRow | undefined> {
  const scan = new CsvScan(readCsvHeader(object).length);
  for await (const text of openObject(object).setEncoding("utf8") as AsyncIterable<string>) {
    const found = scan.read(text);
    if (found) return found;
  }
  return scan.end();
}

type LineEnd = "LF" | "CR LF" | "CR";

class CsvScan {
  private line = 1;
  /** Where the row began, which may hold line breaks. */
  private rowLine = 1;
  private fields = 1;
  private isEmpty = true;
  private place: "start" | "plain" | "quoted" | "after-quote" = "start";
  private followsReturn = false;
  private lineEnd: LineEnd | undefined;
  /** Bytes that are no UTF-8 come as the replacement character, which may also be meant: told only when nothing else is wrong. */
  private replacement: BadRow | undefined;

  constructor(private readonly columns: number) {}

  read(text: string): BadRow | undefined {
    for (const character of text) {
      const found = this.readCharacter(character);
      if (found) return found;
    }
    return undefined;
  }

  end(): BadRow | undefined {
    if (this.place === "quoted") return { line: this.rowLine, reason: "a quote is not closed" };
    return (this.followsReturn ? this.endLine("CR") : this.endRow()) ?? this.replacement;
  }

  private readCharacter(character: string): BadRow | undefined {
    if (this.followsReturn) {
      this.followsReturn = false;
      if (character === "\n") return this.endLine("CR LF");
      const found = this.endLine("CR");
      if (found) return found;
    }
    if (character === "\ufffd") this.replacement ??= { line: this.line, reason: "the text is not UTF-8" };
    if (this.place === "quoted") this.readQuoted(character);
    else if (character === "\n") return this.endLine("LF");
    else if (character === "\r") this.followsReturn = true;
    else return this.readPlain(character);
    return undefined;
  }

  private readQuoted(character: string): void {
    if (character === '"') this.place = "after-quote";
    else if (character === "\n") this.line++;
  }

  private readPlain(character: string): BadRow | undefined {
    this.isEmpty = false;
    if (character === ",") {
      this.fields++;
      this.place = "start";
    } else if (character === '"' && this.place !== "plain") this.place = "quoted";
    else if (this.place === "after-quote")
      return character === " " ? undefined : { line: this.line, reason: "there is text after a closing quote" };
    else if (character !== "\ufeff") this.place = "plain";
    return undefined;
  }

  private endLine(lineEnd: LineEnd): BadRow | undefined {
    this.lineEnd ??= lineEnd;
    if (lineEnd !== this.lineEnd)
      return {
        line: this.line,
        reason: `the line ends with ${lineEnd}, the ones before with ${this.lineEnd}: write the file with one of them`,
      };
    const found = this.endRow();
    this.rowLine = ++this.line;
    return found;
  }

  private endRow(): BadRow | undefined {
    const { isEmpty, fields } = this;
    this.isEmpty = true;
    this.fields = 1;
    this.place = "start";
    if (isEmpty || fields === this.columns) return undefined;
    return { line: this.rowLine, reason: `${fields} fields, but the header has ${this.columns}` };
  }
}
