/** Whose SQL it is: PostgreSQL knows dollar quotes, strings with backslashes and comments inside comments; Athena does not. */
export type SqlDialect = "athena" | "postgresql";

/** A token of SQL as far as it matters where texts, names and comments begin and end. */
export interface SqlToken {
  readonly kind: "word" | "text" | "name" | "symbol";
  readonly start: number;
  readonly end: number;
}

const whiteSpace = /\s+/y;
const lineComment = /--[^\n]*/y;
const quotedText = /'[^']*(?:''[^']*)*'/y;
const quotedName = /"[^"]*(?:""[^"]*)*"/y;
const wordOrNumber = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[0-9][\w.]*/y;

/** Splits SQL into tokens without its comments, or says which text, name or comment is never closed. */
export function scanSql(
  text: string,
  dialect: SqlDialect,
): { tokens: readonly SqlToken[] } | { problem: { message: string; offset: number } } {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const blank = matchAt(whiteSpace, text, at) ?? matchAt(lineComment, text, at);
    if (blank !== undefined) {
      at = blank;
      continue;
    }
    if (text.startsWith("/*", at)) {
      const end = commentEnd(text, at, dialect);
      if (end === undefined) return { problem: { message: "this comment is never closed", offset: start } };
      at = end;
      continue;
    }
    const token = takeToken(text, at, dialect);
    if (!token) return { problem: { message: `this ${text.charAt(at) === '"' ? "name" : "text"} is never closed`, offset: start } };
    tokens.push(token);
    at = token.end;
  }
  return { tokens };
}

function takeToken(text: string, start: number, dialect: SqlDialect): SqlToken | undefined {
  if (dialect === "postgresql") {
    const escaped = matchAt(/[eE]'(?:[^'\\]|\\[^]|'')*'/y, text, start);
    if (escaped !== undefined) return { kind: "text", start, end: escaped };
    const tag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
    tag.lastIndex = start;
    const opened = tag.exec(text)?.[0];
    if (opened !== undefined) {
      const close = text.indexOf(opened, start + opened.length);
      return close === -1 ? undefined : { kind: "text", start, end: close + opened.length };
    }
  }
  const character = text.charAt(start);
  if (character === "'" || character === '"') {
    const end = matchAt(character === "'" ? quotedText : quotedName, text, start);
    return end === undefined ? undefined : { kind: character === "'" ? "text" : "name", start, end };
  }
  const word = matchAt(wordOrNumber, text, start);
  return word === undefined ? { kind: "symbol", start, end: start + 1 } : { kind: "word", start, end: word };
}

function commentEnd(text: string, start: number, dialect: SqlDialect): number | undefined {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  let depth = 1;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === "*/") depth--;
    else if (dialect === "postgresql") depth++;
    if (depth === 0) return mark.lastIndex;
  }
  return undefined;
}

/** Where a match of a sticky expression ends. */
function matchAt(expression: RegExp, text: string, at: number): number | undefined {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : undefined;
}
