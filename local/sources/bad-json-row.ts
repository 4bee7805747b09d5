import type { BadRow } from "./bad-object";
import { openObject } from "./object-text";
import type { SourceObject } from "./row-source";

/** The first row of a json file, of lines or of one array, that DuckDB does not take. */
export async function findBadJsonRow(object: SourceObject): Promise<BadRow | undefined> {
  const scan = new JsonScan();
  for await (const text of openObject(object).setEncoding("utf8") as AsyncIterable<string>) {
    const found = scan.read(text);
    if (found) return found;
  }
  return scan.end();
}

/** Cuts a text into its rows by brackets and quotes, and tries each: a row at a time is in memory. */
class JsonScan {
  private line = 1;
  private rowLine = 1;
  private row = "";
  private depth = 0;
  private isQuoted = false;
  private isEscaped = false;
  private isArray: boolean | undefined;
  private isClosed = false;

  read(text: string): BadRow | undefined {
    for (const character of text) {
      const found = this.readCharacter(character);
      if (character === "\n") this.line++;
      if (found) return found;
    }
    return undefined;
  }

  end(): BadRow | undefined {
    return this.endRow() ?? (this.isArray && !this.isClosed ? { line: this.line, reason: "the array is not closed" } : undefined);
  }

  private readCharacter(character: string): BadRow | undefined {
    const isBlank = /\s/.test(character);
    if (this.isArray === undefined && !isBlank) {
      this.isArray = character === "[";
      if (this.isArray) return undefined;
    }
    if (this.isArray ? this.endsElement(character) : character === "\n") return this.endRow();
    if (this.isClosed && !isBlank) return { line: this.line, reason: "there is text after the array" };
    if (this.row === "" && isBlank) return undefined;
    if (this.row === "") this.rowLine = this.line;
    this.row += character;
    this.follow(character);
    return undefined;
  }

  private endsElement(character: string): boolean {
    if (this.isQuoted || this.depth > 0 || this.isClosed) return false;
    if (character === "]") this.isClosed = true;
    return character === "," || character === "]";
  }

  private follow(character: string): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (this.isQuoted) {
      if (character === "\\") this.isEscaped = true;
      else if (character === '"') this.isQuoted = false;
    } else if (character === '"') this.isQuoted = true;
    else if (character === "{" || character === "[") this.depth++;
    else if (character === "}" || character === "]") this.depth--;
  }

  private endRow(): BadRow | undefined {
    const row = this.row.trimEnd();
    this.row = "";
    if (!this.isArray) this.reset();
    if (row === "") return undefined;
    const reason = rowProblem(row);
    return reason === undefined ? undefined : { line: this.rowLine, reason };
  }

  private reset(): void {
    this.depth = 0;
    this.isQuoted = false;
    this.isEscaped = false;
  }
}

function rowProblem(row: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    return "the row is no valid JSON";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "a row must be a JSON object";
  if (row.includes("\ufffd")) return "the text is not UTF-8";
  return undefined;
}
