import { scanSql, type SqlDialect, type SqlToken } from "../scan";

/** The tokens of a statement by their index; one that is none has no text. */
export class StatementWords {
  readonly tokens: readonly SqlToken[];

  constructor(
    readonly statement: string,
    dialect: SqlDialect,
  ) {
    const scanned = scanSql(statement, dialect);
    this.tokens = "tokens" in scanned ? scanned.tokens : [];
  }

  /** How many parentheses, brackets and cases stand in one another. */
  get deepestNesting(): number {
    let depth = 0;
    let deepest = 0;
    for (let index = 0; index < this.tokens.length; index++) {
      if (/^([([]|case)$/.test(this.text(index))) deepest = Math.max(deepest, ++depth);
      if (/^([)\]]|end)$/.test(this.text(index))) depth--;
    }
    return deepest;
  }

  /** The first token that ends after an offset; their number when none does. */
  indexAt(offset: number): number {
    const index = this.tokens.findIndex(({ end }) => end > offset);
    return index === -1 ? this.tokens.length : index;
  }

  written(index: number): string {
    const token = this.tokens[index];
    return token ? this.statement.slice(token.start, token.end) : "";
  }

  /** As written, a word in lower case. */
  text(index: number): string {
    return this.isWord(index) ? this.written(index).toLowerCase() : this.written(index);
  }

  /** Whether a word stands there that begins with a letter. */
  isWord(index: number): boolean {
    return this.tokens[index]?.kind === "word" && /^\D/.test(this.written(index));
  }

  /** Whether these words stand there one after the other. */
  reads(index: number, ...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.isWord(index + ahead) && this.text(index + ahead) === word);
  }

  /** The statement with another text in the place of some tokens; `to` before `from` puts it between two. */
  replaced(from: number, to: number, text: string): string {
    const start = this.tokens[from]?.start ?? this.statement.length;
    const end = to < from ? start : (this.tokens[to]?.end ?? this.statement.length);
    return `${this.statement.slice(0, start)} ${text} ${this.statement.slice(end)}`;
  }
}
