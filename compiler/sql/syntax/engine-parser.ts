import type { SqlDialect } from "../scan";

/** Where an engine's parser stops. */
export interface Refusal {
  /** Into the statement; its length when the statement ends too early. */
  readonly offset: number;
  /** What is wrong, when it is more than that something cannot stand here. */
  readonly reason?: string;
  /** The statement is nested too deeply for the parser; the engine has its own limit. */
  readonly isTooDeep?: true;
}

/**
 * Asks the grammar of an engine about a statement: where it stops, or undefined when all of it can be read.
 *
 * @param isGuess - A few statements may be refused that the engine reads: what is only tried out has to be cheap.
 */
export type RefuseStatement = (statement: string, isGuess?: boolean) => Refusal | undefined;

interface EngineParser {
  readonly refuseStatement: RefuseStatement;
}

/** Each parser is a bundle of its own, built into `dist/sql` and found through the package's own name: few statements need one. */
export function loadParser(dialect: SqlDialect): RefuseStatement {
  /* eslint-disable @typescript-eslint/no-require-imports -- loaded lazily */
  const parser = (
    dialect === "postgresql" ? require("datastack/sql-parsers/postgresql") : require("datastack/sql-parsers/athena")
  ) as EngineParser;
  /* eslint-enable @typescript-eslint/no-require-imports */
  return parser.refuseStatement;
}

/** The offset of a place that is counted in code points. */
export function offsetOf(statement: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < statement.length; count++)
    offset += (statement.codePointAt(offset) as number) > 0xffff ? 2 : 1;
  return offset;
}
