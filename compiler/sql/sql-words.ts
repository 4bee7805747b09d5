import { scanSql, type SqlDialect, type SqlToken } from "./scan";

/** A token that knows its neighbourhood. */
export interface SqlWord extends SqlToken {
  /** As it is written; a word in lower case. */
  readonly text: string;
  /** Index of the `(` or `[` that it stands in; -1 outside of all. */
  readonly open: number;
}

/** From the first to the last of some words, by their indexes. */
export interface WordRange {
  readonly first: number;
  readonly last: number;
}

/** What stands between a `(` or `[` and its partner. */
interface Enclosed {
  close: number;
  readonly commas: number[];
  /** Index of the last `as`. */
  as?: number;
}

/** The words of a type that are looked at: long ones are no types. */
const mostWordsOfText = 60;

/** The words of a statement whose parentheses match. An index that is none has no word, so that rules can look around without care. */
export class SqlWords {
  readonly all: readonly SqlWord[];
  readonly #enclosed = new Map<number, Enclosed>();
  readonly #opens = new Map<number, number>();

  constructor(statement: string, dialect: SqlDialect) {
    const scanned = scanSql(statement, dialect);
    const tokens = "tokens" in scanned ? scanned.tokens : [];
    const open: number[] = [];
    this.all = tokens.map((token, index) => {
      const written = statement.slice(token.start, token.end);
      const text = token.kind === "word" ? written.toLowerCase() : written;
      if (token.kind === "symbol" && (text === ")" || text === "]")) this.#close(open.pop() ?? -1, index);
      const { kind, start, end } = token;
      const word: SqlWord = { kind, start, end, text, open: open.at(-1) ?? -1 };
      const around = this.#enclosed.get(word.open);
      if (token.kind === "symbol" && text === ",") around?.commas.push(index);
      if (around && token.kind === "word" && text === "as") around.as = index;
      if (token.kind === "symbol" && (text === "(" || text === "[")) {
        this.#enclosed.set(index, { close: tokens.length, commas: [] });
        open.push(index);
      }
      return word;
    });
  }

  text(index: number): string {
    return this.all[index]?.text ?? "";
  }

  /** Whether these words and symbols stand here, one after the other. Texts and quoted names are none. */
  reads(index: number, ...words: readonly string[]): boolean {
    for (const [offset, word] of words.entries()) {
      const found = this.all[index + offset];
      if (found?.text !== word || (found.kind !== "word" && found.kind !== "symbol")) return false;
    }
    return true;
  }

  isText(index: number): boolean {
    return this.all[index]?.kind === "text";
  }

  /** Index of the `)` of a `(`. */
  closeOf(open: number): number {
    return this.#enclosed.get(open)?.close ?? this.all.length;
  }

  /** Index of the `(` of a `)`; -1 of anything else. */
  openOf(close: number): number {
    return this.#opens.get(close) ?? -1;
  }

  /** Name of the function that is called here; undefined where there is no call, but a name with a list of columns. */
  callAt(index: number): string | undefined {
    const word = this.all[index];
    if (word?.kind !== "word" || !this.reads(index + 1, "(")) return undefined;
    const isName = [".", ")", "as", "with", "recursive"].some((before) => this.reads(index - 1, before));
    return isName || this.reads(this.closeOf(index + 1) + 1, "as", "(") ? undefined : word.text;
  }

  /** Name of the function whose parentheses are around this. */
  callAround(index: number): string | undefined {
    const open = this.all[index]?.open ?? -1;
    return this.reads(open, "(") ? this.callAt(open - 1) : undefined;
  }

  /** The arguments of a call, without empty ones. */
  argumentsOf(call: number): readonly WordRange[] {
    const { close, commas } = this.#enclosed.get(call + 1) ?? { close: call, commas: [] };
    return [call + 1, ...commas]
      .map((before, part) => ({ first: before + 1, last: (commas[part] ?? close) - 1 }))
      .filter(({ first, last }) => first <= last);
  }

  /** The type of a cast, and what is cast. */
  castAt(call: number): { readonly value: WordRange; readonly type: WordRange } | undefined {
    if (!["cast", "try_cast"].includes(this.callAt(call) ?? "")) return undefined;
    const { as, close } = this.#enclosed.get(call + 1) ?? { close: call };
    return as === undefined ? undefined : { value: { first: call + 2, last: as - 1 }, type: { first: as + 1, last: close - 1 } };
  }

  /** Whether a range is one call of one of these functions and nothing else. */
  isCallOf({ first, last }: WordRange, names: readonly string[]): boolean {
    return names.includes(this.callAt(first) ?? "") && this.closeOf(first + 1) === last;
  }

  /** Words of a range, with single spaces and none at parentheses. */
  written({ first, last }: WordRange): string {
    const words = this.all.slice(first, Math.min(last + 1, first + mostWordsOfText)).map(({ text }) => text);
    return words.join(" ").replaceAll(/ ?([()]) ?/g, "$1");
  }

  /** The texts of a range, without their quotes. */
  texts({ first, last }: WordRange): string {
    const words = this.all.slice(first, Math.min(last + 1, first + mostWordsOfText)).filter(({ kind }) => kind === "text");
    return words.map(({ text }) => text.slice(1, -1)).join("");
  }

  #close(open: number, close: number): void {
    const enclosed = this.#enclosed.get(open);
    if (!enclosed) return;
    enclosed.close = close;
    this.#opens.set(close, open);
  }
}
