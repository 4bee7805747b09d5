const anyText = Symbol("*");
const anyCharacter = Symbol("?");
const anyTextInSegment = Symbol("* within a segment");
const anyCharacterInSegment = Symbol("? within a segment");

type GlobToken = string | typeof anyText | typeof anyCharacter | typeof anyTextInSegment | typeof anyCharacterInSegment;

/** A parsed pattern: literal characters, and wildcards. */
export type Glob = readonly GlobToken[];

/** Part of a pattern whose wildcard characters are meant (`pattern`), or are plain characters (`literal`). */
export interface GlobPart {
  readonly kind: "pattern" | "literal";
  readonly text: string;
}

/** The same few patterns are compared with thousands of requests. */
const parsedGlobs = new Map<string, Glob>();
const resourceGlobs = new Map<string, readonly Glob[]>();

/** Parses parts in which `*` stands for any text and `?` for any one character. */
export function parseGlob(parts: readonly GlobPart[] | string): Glob {
  return typeof parts === "string" ? once(parsedGlobs, parts, readGlob) : readGlob(parts);
}

function readGlob(parts: readonly GlobPart[] | string): Glob {
  const tokens: GlobToken[] = [];
  for (const part of asParts(parts)) {
    for (const character of part.text) {
      if (part.kind === "pattern" && character === "*") tokens.push(anyText);
      else if (part.kind === "pattern" && character === "?") tokens.push(anyCharacter);
      else tokens.push(character);
    }
  }
  return tokens;
}

/**
 * Whether the pattern of a `Resource` element matches an ARN. Wildcards stay within one colon-separated segment, except a `*` that ends its
 * segment, which "can expand to match beyond the colon boundaries" (IAM JSON policy elements: Resource); in the last of the six segments they
 * match everything. An ARN with fewer than six segments may also stand for the ARN completed with `*`. AWS does not say which of the two
 * comes first: the pattern matches if either does.
 */
export function matchesResource(parts: readonly GlobPart[] | string, arn: string): boolean {
  const globs = typeof parts === "string" ? once(resourceGlobs, parts, readResourceGlobs) : readResourceGlobs(parts);
  return globs.some((glob) => matchesGlob(glob, arn));
}

function readResourceGlobs(parts: readonly GlobPart[] | string): readonly Glob[] {
  const tokens = parseGlob(parts);
  if (!startsWithArn(tokens)) return [tokens];
  const segments = splitSegments(tokens);
  const missing = Array.from({ length: 6 - segments.length }, (): GlobToken[] => [anyText]);
  return missing.length === 0 ? [joinSegments(segments)] : [joinSegments(segments), joinSegments([...segments, ...missing])];
}

/** Splits the pattern of an `ArnLike` condition into its six components, or returns `undefined` when it has fewer. */
export function parseArnComponents(parts: readonly GlobPart[] | string): readonly Glob[] | undefined {
  const segments = splitSegments(parseGlob(parts));
  return segments.length === 6 ? segments : undefined;
}

/** Whether the whole text matches the pattern. Linear for plain text, quadratic at worst. */
export function matchesGlob(glob: Glob, text: string): boolean {
  let literals = 0;
  let start = 0;
  for (let token = glob[0]; typeof token === "string"; token = glob[literals]) {
    if (!text.startsWith(token, start)) return false;
    literals += 1;
    start += token.length;
  }
  const characters = Array.from(text.slice(start));
  let reached = new Set<number>([0]);
  for (const token of glob.slice(literals)) {
    const next = new Set<number>();
    for (const position of reached) advance(token, characters, position, next);
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(characters.length);
}

/** Whether some text matches both patterns. */
export function globsIntersect(left: Glob, right: Glob): boolean {
  const seen = new Set<number>();
  const pending: [number, number][] = [[0, 0]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [leftIndex, rightIndex] = pair;
    const key = leftIndex * (right.length + 1) + rightIndex;
    if (seen.has(key)) continue;
    seen.add(key);
    if (leftIndex === left.length && rightIndex === right.length) return true;
    const leftToken = left[leftIndex];
    const rightToken = right[rightIndex];
    if (isAnyText(leftToken)) pending.push([leftIndex + 1, rightIndex]);
    if (isAnyText(rightToken)) pending.push([leftIndex, rightIndex + 1]);
    if (leftToken === undefined || rightToken === undefined || !tokensMeet(leftToken, rightToken)) continue;
    const leftNext = isAnyText(leftToken) ? leftIndex : leftIndex + 1;
    const rightNext = isAnyText(rightToken) ? rightIndex : rightIndex + 1;
    pending.push([leftNext, rightNext]);
  }
  return false;
}

/** Whether a text has a wildcard character. */
export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

function once<Value>(known: Map<string, Value>, pattern: string, read: (pattern: string) => Value): Value {
  const value = known.get(pattern) ?? read(pattern);
  known.set(pattern, value);
  return value;
}

function asParts(parts: readonly GlobPart[] | string): readonly GlobPart[] {
  return typeof parts === "string" ? [{ kind: "pattern", text: parts }] : parts;
}

function startsWithArn(tokens: Glob): boolean {
  return ["a", "r", "n", ":"].every((character, index) => tokens[index] === character);
}

function splitSegments(tokens: Glob): GlobToken[][] {
  const segments: GlobToken[][] = [[]];
  for (const token of tokens) {
    if (token === ":" && segments.length < 6) segments.push([]);
    else segments[segments.length - 1]?.push(token);
  }
  return segments;
}

function joinSegments(segments: readonly (readonly GlobToken[])[]): Glob {
  return segments.flatMap((segment, index) => {
    const bounded = index === 5 ? segment : boundToSegment(segment);
    return index === 0 ? bounded : [":", ...bounded];
  });
}

function boundToSegment(segment: readonly GlobToken[]): GlobToken[] {
  return segment.map((token, index) => {
    if (token === anyCharacter) return anyCharacterInSegment;
    return token === anyText && index < segment.length - 1 ? anyTextInSegment : token;
  });
}

function advance(token: GlobToken, characters: readonly string[], position: number, next: Set<number>): void {
  if (token === anyText || token === anyTextInSegment) {
    for (let end = position; end <= characters.length && !next.has(end); end += 1) {
      next.add(end);
      if (token === anyTextInSegment && characters[end] === ":") return;
    }
    return;
  }
  const character = characters[position];
  if (character === undefined) return;
  const accepted = typeof token === "string" ? token === character : token === anyCharacter || character !== ":";
  if (accepted) next.add(position + 1);
}

function isAnyText(token: GlobToken | undefined): boolean {
  return token === anyText || token === anyTextInSegment;
}

function tokensMeet(left: GlobToken, right: GlobToken): boolean {
  return typeof left !== "string" || typeof right !== "string" || left === right;
}
