import { scanSql, type SqlDialect } from "../scan";
import { isBareAlias, isPlainName } from "./plain-words";

/** A token as plain selects need it: operators are whole. */
interface PlainToken {
  readonly kind: "word" | "text" | "name" | "symbol" | "operator" | "end";
  /** In lower case where it is a word. */
  readonly text: string;
}

const end: PlainToken = { kind: "end", text: "" };

/** White space that one engine skips and the other does not, and a line end that ends a comment for one of them. */
const oddSpace = /[\0\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]|\r(?!\n)/;

const deepestNesting = 40;

/** Reads the tokens of a statement from left to right. What it answers false to is left to the engine's parser. */
export class PlainReader {
  readonly #tokens: readonly PlainToken[];
  #at = 0;
  #depth = 0;

  constructor(
    statement: string,
    readonly dialect: SqlDialect,
  ) {
    this.#tokens = oddSpace.test(statement) ? [] : plainTokens(statement, dialect);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length && this.#at > 0;
  }

  /** The word that stands here, or after as many tokens; empty when no word stands there. */
  word(ahead = 0): string {
    const { kind, text } = this.#token(ahead);
    return kind === "word" ? text : "";
  }

  /** Whether this symbol or operator stands here, or after as many tokens. */
  isSymbol(symbol: string, ahead = 0): boolean {
    const { kind, text } = this.#token(ahead);
    return text === symbol && (kind === "symbol" || kind === "operator");
  }

  /** Takes all of these words when they stand here one after the other. */
  take(...words: readonly string[]): boolean {
    if (!words.every((word, ahead) => this.word(ahead) === word)) return false;
    this.#at += words.length;
    return true;
  }

  takeOneOf(words: readonly string[]): boolean {
    return words.some((word) => this.take(word));
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at++;
    return true;
  }

  takeOperator(operators: readonly string[]): boolean {
    return operators.some((operator) => this.takeSymbol(operator));
  }

  takeText(): boolean {
    const { kind, text } = this.#token(0);
    return this.#takeIf(kind === "text" && text.startsWith("'"));
  }

  takeNumber(pattern: RegExp): boolean {
    return this.#takeIf(pattern.test(this.word()));
  }

  takeName(): boolean {
    return this.#takeIf(this.#isQuotedName() || isPlainName(this.word()));
  }

  /** A name that follows without `as`. */
  takeBareAlias(): boolean {
    return this.#takeIf(this.#isQuotedName() || isBareAlias(this.word()));
  }

  /** One or more of a thing, with commas between them. */
  takeList(takeItem: () => boolean): boolean {
    do {
      if (!takeItem()) return false;
    } while (this.takeSymbol(","));
    return true;
  }

  /** A thing in parentheses. */
  takeEnclosed(takeContent: () => boolean): boolean {
    if (this.#depth === deepestNesting || !this.takeSymbol("(")) return false;
    this.#depth++;
    const isTaken = takeContent() && this.takeSymbol(")");
    this.#depth--;
    return isTaken;
  }

  #token(ahead: number): PlainToken {
    return this.#tokens[this.#at + ahead] ?? end;
  }

  #isQuotedName(): boolean {
    const { kind, text } = this.#token(0);
    return kind === "name" && text !== '""';
  }

  #takeIf(isThere: boolean): boolean {
    if (isThere) this.#at++;
    return isThere;
  }
}

/** Signs that PostgreSQL reads as one operator when no space stands between them. */
const operatorSign = /^[-+*/<>=~!@#%^&|`?:]$/;

function plainTokens(statement: string, dialect: SqlDialect): readonly PlainToken[] {
  const scanned = scanSql(statement, dialect);
  if ("problem" in scanned) return [];
  const tokens: PlainToken[] = [];
  let operatorEnd = -1;
  for (const { kind, start, end: tokenEnd } of scanned.tokens) {
    const text = statement.slice(start, tokenEnd);
    const isOperator = kind === "symbol" && operatorSign.test(text);
    if (isOperator && operatorEnd === start) {
      const before = tokens.pop();
      tokens.push({ kind: "operator", text: `${before?.text ?? ""}${text}` });
    } else tokens.push({ kind: isOperator ? "operator" : kind, text: kind === "word" ? text.toLowerCase() : text });
    operatorEnd = isOperator ? tokenEnd : -1;
  }
  return tokens;
}
