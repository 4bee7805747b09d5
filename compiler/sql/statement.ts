import { scanSql, type SqlDialect, type SqlToken } from "./scan";

export interface StatementProblem {
  readonly message: string;
  /** Into the text. */
  readonly offset: number;
}

/** A select, and where in the text it begins. */
export interface TakenSelect {
  readonly select: string;
  readonly start: number;
}

/**
 * Takes one select out of a text: comments around it and one semicolon at its end are left away, anything but one statement that begins with `select` or
 * `with` is refused. What stands inside is the engine's to judge.
 */
export function takeSelect(text: string, dialect: SqlDialect): TakenSelect | { problem: StatementProblem } {
  const scanned = scanSql(text, dialect);
  if ("problem" in scanned) return { problem: scanned.problem };
  const { tokens } = scanned;
  const last = tokens.at(-1);
  const statement = last && isSymbol(text, last, ";") ? tokens.slice(0, -1) : tokens;
  const [first] = statement;
  const end = statement.at(-1);
  if (!first || !end) return { problem: { message: "there is no statement: write a select", offset: 0 } };
  return findProblem(text, statement, first) ?? { select: text.slice(first.start, end.end), start: first.start };
}

function findProblem(text: string, tokens: readonly SqlToken[], first: SqlToken): { problem: StatementProblem } | undefined {
  const keyword = first.kind === "word" ? text.slice(first.start, first.end) : "";
  if (!/^(select|with)$/i.test(keyword))
    return problem(
      `a transform is one select: the statement begins with "${text.slice(first.start, first.end)}", not with select or with`,
      first.start,
    );
  const open: SqlToken[] = [];
  for (const token of tokens) {
    if (isSymbol(text, token, ";"))
      return problem("a transform is one select: there is a second statement after this semicolon", token.start);
    if (isSymbol(text, token, "(")) open.push(token);
    if (isSymbol(text, token, ")") && !open.pop()) return problem("this parenthesis closes nothing", token.start);
  }
  const [unclosed] = open;
  return unclosed && problem("this parenthesis is never closed", unclosed.start);
}

function problem(message: string, offset: number): { problem: StatementProblem } {
  return { problem: { message, offset } };
}

function isSymbol(text: string, token: SqlToken, symbol: string): boolean {
  return token.kind === "symbol" && text.startsWith(symbol, token.start);
}
