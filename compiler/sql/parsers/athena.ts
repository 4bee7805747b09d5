import {
  BaseErrorListener,
  CharStreams,
  CommonTokenStream,
  DefaultErrorStrategy,
  PredictionMode,
  type ATNSimulator,
  type Parser,
  type RecognitionException,
  type Recognizer,
  Token,
} from "antlr4ng";
import { TrinoSqlLexer } from "dt-sql-parser/dist/lib/trino/TrinoSqlLexer";
import { TrinoSqlParser } from "dt-sql-parser/dist/lib/trino/TrinoSqlParser";
import { offsetOf, type Refusal } from "../syntax/engine-parser";

/** The parser has stopped at a place, counted in code points. */
class StopError extends Error {
  constructor(readonly place: number) {
    super();
  }
}

/** Stops at the first mistake: what follows from it is no help. */
class FirstMistake extends DefaultErrorStrategy {
  override reportError(_parser: Parser, error: RecognitionException): void {
    throw new StopError(error.offendingToken?.start ?? 0);
  }

  override recoverInline(parser: Parser): Token {
    throw new StopError(parser.getCurrentToken().start);
  }

  override sync(): void {
    // Looks for mistakes that can be repaired.
  }
}

class FirstUnknownSign extends BaseErrorListener {
  override syntaxError(recognizer: Recognizer<ATNSimulator>): void {
    throw new StopError((recognizer as unknown as TrinoSqlLexer)._tokenStartCharIndex);
  }
}

/** In parentheses, a select cannot be read as two statements, between which the grammar needs no semicolon. */
const before = "select * from (";
const after = "\n)";

/** Where the grammar of Trino, which Athena runs, stops. */
export function refuseStatement(statement: string, isGuess = false): Refusal | undefined {
  const refusalAt = (place: number, reason?: string): Refusal => ({
    offset: offsetOf(statement, place - before.length),
    ...(reason === undefined ? {} : { reason }),
  });
  try {
    const tokens = readTokens(`${before}${statement}${after}`);
    // The fast prediction refuses a few statements that the full one reads.
    const guessed = stopOf(tokens, PredictionMode.SLL);
    const place = guessed === undefined || isGuess ? guessed : stopOf(tokens, PredictionMode.LL);
    const refused = findRefusedToken(tokens);
    if (refused && !(place !== undefined && place < refused.place)) return refusalAt(refused.place, refused.reason);
    return place === undefined ? undefined : refusalAt(place);
  } catch (error) {
    if (error instanceof StopError) return refusalAt(error.place);
    if (error instanceof RangeError) return { offset: 0, isTooDeep: true };
    throw error;
  }
}

function readTokens(statement: string): CommonTokenStream {
  const lexer = new TrinoSqlLexer(CharStreams.fromString(statement));
  lexer.removeErrorListeners();
  lexer.addErrorListener(new FirstUnknownSign());
  const tokens = new CommonTokenStream(lexer);
  tokens.fill();
  return tokens;
}

function stopOf(tokens: CommonTokenStream, mode: number): number | undefined {
  tokens.seek(0);
  const parser = new TrinoSqlParser(tokens);
  parser.removeErrorListeners();
  parser.errorHandler = new FirstMistake();
  parser.buildParseTrees = false;
  parser.interpreter.predictionMode = mode;
  try {
    parser.program();
    return undefined;
  } catch (error) {
    if (error instanceof StopError) return error.place;
    throw error;
  }
}

/** What the grammar reads for the sake of a better message, and the engine then refuses. */
function findRefusedToken(tokens: CommonTokenStream): { readonly place: number; readonly reason: string } | undefined {
  const all = tokens.getTokens().filter(({ channel }) => channel === Token.DEFAULT_CHANNEL);
  for (const [index, token] of all.entries()) {
    const reason = reasonOf(token, all.slice(index + 1, index + 3));
    if (reason !== undefined) return { place: token.start, reason };
  }
  return undefined;
}

function reasonOf({ type, text }: Token, [value, unit]: readonly Token[]): string | undefined {
  if (type === TrinoSqlLexer.BACKQUOTED_IDENTIFIER) return 'Athena quotes names with ", not with `, in a select';
  if (type === TrinoSqlLexer.DIGIT_IDENTIFIER) return `the name ${text ?? ""} begins with a digit: write it in double quotes`;
  if (type !== TrinoSqlLexer.KW_INTERVAL) return undefined;
  return value?.type === TrinoSqlLexer.STRING && !/^(year|month|week|day|hour|minute|second)s?$/i.test(unit?.text ?? "")
    ? "the unit of an interval stands after the text: write interval '1' day"
    : undefined;
}
