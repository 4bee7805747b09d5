import { nearest } from "../../diagnostics/did-you-mean";
import type { StatementWords } from "./statement-words";

/** A small change with which the engine's parser reads the whole statement, so that it is what was meant. */
export interface Repair {
  readonly message: string;
  /** The tokens that the message is about. */
  readonly first: number;
  readonly last: number;
  /** The word that was meant instead of the token. */
  readonly meant?: string;
}

/** What people write wrongly, and nobody means as a name where a parser stops. */
const keywords =
  `select from where group order by having limit join left right inner outer cross union intersect except case when then else end and or not
  between over partition as on using null distinct values exists cast with like in is asc desc filter interval`.split(/\s+/);

/** Shorter words are near to too much. */
const shortestTypo = 3;

/** So many words may have been meant by one. */
const mostMeanings = 3;

/**
 * Finds the change of one word or sign that makes a statement right.
 *
 * @param at - Index of the token at which the parser stopped.
 * @param isRight - Whether the parser reads a text.
 */
export function findRepair(words: StatementWords, at: number, isRight: (statement: string) => boolean): Repair | undefined {
  for (const attempt of attempts(words, at)) if (isRight(attempt.statement)) return attempt.repair;
  return undefined;
}

interface Attempt {
  readonly statement: string;
  readonly repair: Repair;
}

function attempts(words: StatementWords, at: number): readonly Attempt[] {
  const before = at - 1;
  const isEnd = at === words.tokens.length;
  return [
    ...[at, before, at - 2].flatMap((index) => typingErrors(words, index)),
    ...(words.text(before) === "," ? [removed(words, before, "nothing stands after this comma: remove it")] : []),
    ...(words.text(at) === "," ? [removed(words, at, "this comma is one too many: remove it")] : []),
    ...(words.isWord(at) && words.text(at) === words.text(before) ? [removed(words, at, `"${words.written(at)}" stands here twice`)] : []),
    ...(/^(group|order|partition)$/.test(words.text(before)) ? [inserted(words, at, "by", before)] : []),
    ...(words.reads(before, "not", "null") ? [inserted(words, before, "is", before)] : []),
    ...(words.reads(at, "not", "null") ? [inserted(words, at, "is", at)] : []),
    ...(/^(left|right|full|inner|cross|outer)$/.test(words.text(before)) ? [inserted(words, at, "join", before)] : []),
    ...(words.reads(at - 2, "filter") && words.text(before) === "(" ? [inserted(words, at, "where", at)] : []),
    ...(words.reads(at - 3, "extract") && words.text(at - 2) === "(" ? [inserted(words, at, "from", at)] : []),
    ...(words.reads(before, "filter") && words.text(at) === "(" ? [inserted(words, at + 1, "where", at + 1)] : []),
    ...(isEnd || keywords.includes(words.text(before))
      ? []
      : [comma(words, at), inserted(words, at, "as", at), inserted(words, at, "and", at)]),
    ...(words.tokens.some((_, index) => index < at && words.reads(index, "case")) ? [inserted(words, at, "end", at)] : []),
    ...(isName(words, at) ? [quoted(words, at)] : []),
  ];
}

/** Whether a word may have been meant as a name; `from` rarely is, and before a parenthesis stands a function or a type. */
function isName(words: StatementWords, at: number): boolean {
  if (!words.isWord(at) || words.text(at + 1) === "(") return false;
  return words.text(at - 1) === "as" || words.text(at) !== "from";
}

/** The nearest words first. */
function typingErrors(words: StatementWords, index: number): readonly Attempt[] {
  const word = words.text(index);
  const found: Attempt[] = [];
  if (!words.isWord(index) || word.length < shortestTypo || keywords.includes(word)) return found;
  const candidates = new Set(keywords);
  for (let meant = nearest(word, candidates); meant !== undefined && found.length < mostMeanings; meant = nearest(word, candidates)) {
    candidates.delete(meant);
    const repair = { message: `"${words.written(index)}" cannot be read here`, first: index, last: index, meant };
    found.push({ statement: words.replaced(index, index, meant), repair });
  }
  return found;
}

function removed(words: StatementWords, index: number, message: string): Attempt {
  return { statement: words.replaced(index, index, ""), repair: { message, first: index, last: index } };
}

function inserted(words: StatementWords, index: number, word: string, shown: number): Attempt {
  const place = index < words.tokens.length ? `before "${words.written(index)}"` : "at the end";
  const last = Math.min(shown, words.tokens.length - 1);
  return { statement: words.replaced(index, index - 1, word), repair: { message: `"${word}" is missing ${place}`, first: last, last } };
}

function comma(words: StatementWords, at: number): Attempt {
  const message = `a comma is missing between ${words.written(at - 1)} and ${words.written(at)}`;
  return { statement: words.replaced(at, at - 1, ","), repair: { message, first: at, last: at } };
}

function quoted(words: StatementWords, at: number): Attempt {
  const message = `"${words.written(at)}" is a reserved word: as a name it stands in double quotes`;
  return { statement: words.replaced(at, at, `"${words.text(at)}"`), repair: { message, first: at, last: at } };
}
