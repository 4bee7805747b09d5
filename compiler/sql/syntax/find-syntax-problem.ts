import { quote } from "../../diagnostics/quote";
import type { SqlDialect } from "../scan";
import { explainClauseOrder } from "./clause-order";
import { loadParser, type Refusal, type RefuseStatement } from "./engine-parser";
import { isPlainSelect } from "./plain-select";
import { isReservedByAthena } from "./plain-words";
import { findRepair } from "./repairs";
import { StatementWords } from "./statement-words";

/** A place of a select that its engine cannot read. */
export interface SyntaxProblem {
  /** A warning where the engine may know what the parser does not. */
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Offsets into the select; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** The word that was meant instead of what stands there. */
  readonly meant?: string;
}

/** Longer statements take the parser of Athena's SQL seconds. */
const longestForAthena = 32_768;

/** Its time grows with the square of the nesting: 500 levels take it a quarter of a minute. */
const deepestForAthena = 40;

/**
 * Holds a select against the grammar of the engine that runs it.
 *
 * @param mayBeNewer - Whether the engine may be of a newer version than the grammar, as a server that the stack does not make.
 */
export function findSyntaxProblem(select: string, dialect: SqlDialect, mayBeNewer = dialect === "athena"): SyntaxProblem | undefined {
  if (isPlainSelect(select, dialect) || (dialect === "athena" && select.length > longestForAthena)) return undefined;
  const words = new StatementWords(select, dialect);
  if (dialect === "athena" && words.deepestNesting > deepestForAthena) return tooDeep;
  const refuse = loadParser(dialect);
  const refusal = refuse(select);
  return refusal && (refusal.isTooDeep ? tooDeep : explain(words, dialect, refusal, refuse, mayBeNewer));
}

const tooDeep: SyntaxProblem = {
  severity: "warning",
  message: "this select is nested too deeply to be checked; the engine may read it",
  start: 0,
  end: 1,
};

function explain(
  words: StatementWords,
  dialect: SqlDialect,
  { offset, reason }: Refusal,
  refuse: RefuseStatement,
  mayBeNewer: boolean,
): SyntaxProblem {
  const at = words.indexAt(offset);
  if (reason !== undefined) return { severity: "error", message: reason, ...placeOf(words, at, at) };
  const mark = [at, at - 1].find((index) => words.text(index) === "`");
  if (mark !== undefined)
    return { severity: "error", message: 'PostgreSQL quotes names with ", not with `', ...placeOf(words, mark, mark) };
  const advice = foreignSyntax(words, at, dialect) ?? explainClauseOrder(words, at, dialect);
  if (advice !== undefined) return { severity: "error", message: advice, ...placeOf(words, at, at) };
  const repair = findRepair(words, at, (statement) => refuse(statement, true) === undefined);
  if (repair) {
    const { message, meant, first, last } = repair;
    return { severity: "error", message, ...placeOf(words, first, last), ...(meant === undefined ? {} : { meant }) };
  }
  const after = `after ${shown(words, at - 1)}`;
  if (at === words.tokens.length)
    return { severity: "error", message: `the select ends too early: something is missing ${after}`, ...placeOf(words, at - 1, at - 1) };
  const isSure = !mayBeNewer || (dialect === "athena" && isSurelyWrong(words, at));
  return {
    severity: isSure ? "error" : "warning",
    message: isSure
      ? `${shown(words, at)} cannot stand here, ${after}`
      : `the checker does not know ${shown(words, at)} here, ${after}; the engine may`,
    ...placeOf(words, at, at),
  };
}

/**
 * The grammar of Trino is that of one of its versions, and another may know more. What a version adds begins with a word that was none before, so a refusal is sure unless a word that is not reserved stands there or right before.
 */
function isSurelyWrong(words: StatementWords, at: number): boolean {
  const isPlain = (index: number): boolean => words.isWord(index) && !isReservedByAthena(words.text(index));
  if (isPlain(at)) return false;
  return !isPlain(at - 1) || words.isWord(at) || /^[^([]$/.test(words.text(at));
}

/** What PostgreSQL has and Athena has not. */
const foreignToAthena: readonly (readonly [sign: string, advice: string])[] = [
  ["::", "Athena has no ::, write cast(… as …)"],
  ["ilike", "Athena has no ilike: write lower(…) like …"],
  ["->>", "Athena has no ->>: write json_extract_scalar(…, '$.…')"],
  ["~", "Athena has no ~: write regexp_like(…, …)"],
];

/** The parser may stop inside of an operator. */
function foreignSyntax(words: StatementWords, at: number, dialect: SqlDialect): string | undefined {
  if (words.reads(at - 1, "top") && /^\d+$/.test(words.text(at))) return `there is no top: write limit ${words.text(at)} at the end`;
  const { statement, tokens } = words;
  const stop = tokens[at]?.start ?? statement.length;
  const around = (length: number): string => statement.slice(Math.max(stop - length + 1, 0), stop + length).toLowerCase();
  return dialect === "athena" ? foreignToAthena.find(([sign]) => around(sign.length).includes(sign))?.[1] : undefined;
}

function shown(words: StatementWords, index: number): string {
  return words.tokens[index]?.kind === "text" ? "a text" : quote(words.written(index).replace(/^"|"$/g, ""));
}

function placeOf({ tokens }: StatementWords, first: number, last: number): { start: number; end: number } {
  const end = tokens[last]?.end ?? 0;
  return { start: tokens[first]?.start ?? end, end };
}
