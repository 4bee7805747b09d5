import { distance } from "fastest-levenshtein";

const longestWord = 100;

/**
 * The candidate that somebody who wrote `word` most likely meant; undefined when none is near enough.
 *
 * Case, hyphens and underscores count for nothing; of equally near candidates the first in the alphabet wins. Where no letters were mistyped, the word
 * may be a part of the one that was meant, or the other way round.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const asked = normalize(word);
  return byDistance(word, asked, candidates) ?? byPart(asked, candidates);
}

/** A word of two letters lacks one, as `rw` does: with another one it is another word, as `in` is not `on`. */
const shortest = 2;

function byDistance(word: string, asked: string, candidates: Iterable<string>): string | undefined {
  const limit = tolerance(asked.length);
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit + 1) continue;
    const normalized = normalize(candidate);
    const found = difference(asked, normalized);
    if (found > limit || found >= Math.max(asked.length, normalized.length)) continue;
    if (found > 0 && asked.length <= shortest && normalized.length <= asked.length) continue;
    if (!best || found < best.distance || (found === best.distance && candidate < best.candidate)) best = { candidate, distance: found };
  }
  return best?.candidate;
}

const shortestBeginning = 3;
const shortestEnd = 5;

/** The one candidate that begins or ends as the word, or as which the word begins or ends: `aurora`, `production`, `raw_orders`. */
function byPart(asked: string, candidates: Iterable<string>): string | undefined {
  let only: string | undefined;
  for (const candidate of candidates) {
    const other = normalize(candidate);
    const [part, whole] = asked.length < other.length ? [asked, other] : [other, asked];
    const isBeginning = part.length >= shortestBeginning && whole.startsWith(part);
    if (!isBeginning && !(part.length >= shortestEnd && whole.endsWith(part))) continue;
    if (only !== undefined) return undefined;
    only = candidate;
  }
  return only;
}

/** Letters in another order are one mistake. */
function difference(left: string, right: string): number {
  if (left === right) return 0;
  return left.length === right.length && sorted(left) === sorted(right) ? 1 : distance(left, right);
}

function sorted(word: string): string {
  return [...word].sort().join("");
}

/** How many letters may differ. */
function tolerance(length: number): number {
  if (length <= 4) return 1;
  return length <= 6 ? 2 : Math.floor(length * 0.4);
}

function normalize(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, "");
}
