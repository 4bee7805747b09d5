/** Says that a text holds something that only a reader of all of YAML can judge. */
export const notPlain = new Error("The text is not plain.");

export const newline = 10;
/** Never alone: texts in which it is are refused before. */
const carriageReturn = 13;
export const space = 32;
export const doubleQuote = 34;
export const hash = 35;
export const singleQuote = 39;
export const comma = 44;
export const hyphen = 45;
export const colon = 58;
export const openBracket = 91;
export const closeBracket = 93;
export const openBrace = 123;
export const closeBrace = 125;

/** ASCII characters with which a text without quotes, or a key, can start. */
const startsText = tableOf(/[A-Za-z0-9_./+($=^;]/);
export const startsKey = tableOf(/[A-Za-z0-9_]/);

function tableOf(characters: RegExp): readonly boolean[] {
  return Array.from({ length: 128 }, (_, code) => characters.test(String.fromCharCode(code)));
}

/** A place in a plain text, which goes on from what it is at to what comes next. */
export class PlainCursor {
  protected at = 0;
  /** Of the line that has been reached; -1 when the text is over. */
  protected indent = 0;

  constructor(protected readonly text: string) {}

  /** A text on one line. The reader stands behind it, before the white space. */
  protected scalarText(isFlow: boolean): string {
    const { text, at: start } = this;
    const first = text.charCodeAt(start);
    if (first === doubleQuote) return this.quoted('"');
    if (first === singleQuote) return this.quoted("'");
    if (!this.startsPlain(first)) throw notPlain;
    let end = start + 1;
    let at = end;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === space) continue;
      if (isLineEnd(code) || (code === hash && at > end)) break;
      if (code === colon) {
        const next = text.charCodeAt(at + 1);
        if (next === space || isLineEnd(next) || at + 1 === text.length) break;
        if (isFlow && isFlowMark(next)) throw notPlain;
      } else if (isFlow && isFlowMark(code)) {
        if (code === comma || code === closeBracket || code === closeBrace) break;
        throw notPlain;
      } else if (code < space || (code > 126 && !isLetter(text, at))) throw notPlain;
      end = at + 1;
    }
    this.at = end;
    return text.slice(start, end);
  }

  private startsPlain(first: number): boolean {
    if (first === hyphen) return /[A-Za-z0-9]/.test(this.text.charAt(this.at + 1));
    return first > 126 ? isLetter(this.text, this.at) : startsText[first] === true;
  }

  /** A text in quotes without what is read in two ways: escapes and line breaks. */
  private quoted(quote: '"' | "'"): string {
    const start = this.at + 1;
    const end = this.text.indexOf(quote, start);
    const text = this.text.slice(start, end);
    const isEscaped = quote === '"' ? text.includes("\\") : this.text[end + 1] === quote;
    if (end === -1 || isEscaped || text.includes("\n")) throw notPlain;
    this.at = end + 1;
    return text;
  }

  protected isOver(): boolean {
    return this.indent === -1;
  }

  /** Whether an entry of a list starts here. */
  protected isEntry(): boolean {
    return this.text.charCodeAt(this.at) === hyphen && this.text.charCodeAt(this.at + 1) === space;
  }

  /** Behind a value: nothing or a comment follows on its line. */
  protected endLine(): void {
    const from = this.at;
    this.skipSpaces();
    const code = this.text.charCodeAt(this.at);
    if (code === hash && this.at > from) this.skipComment();
    else if (code !== newline && this.at < this.text.length) throw notPlain;
    this.nextLine();
  }

  /** Goes on to the next line that holds more than a comment. */
  protected nextLine(): void {
    const { text } = this;
    while (this.at < text.length) {
      const start = ++this.at;
      this.skipSpaces();
      const code = text.charCodeAt(this.at);
      if (code === hash) this.skipComment();
      else if (code !== newline && this.at < text.length) {
        this.indent = this.at - start;
        return;
      }
    }
    this.indent = -1;
  }

  protected skipComment(): void {
    const end = this.text.indexOf("\n", this.at);
    this.at = end === -1 ? this.text.length : end;
  }

  protected skipSpaces(): void {
    const { text } = this;
    while (text.charCodeAt(this.at) === space || text.charCodeAt(this.at) === carriageReturn) this.at++;
  }
}

function isLineEnd(code: number): boolean {
  return code === newline || code === carriageReturn;
}

function isFlowMark(code: number): boolean {
  return code === comma || code === openBracket || code === closeBracket || code === openBrace || code === closeBrace;
}

/** Letters of all scripts but those that take two characters; what only looks like nothing or like a space is none. */
function isLetter(text: string, at: number): boolean {
  return /\p{L}/u.test(text.charAt(at));
}
