/** What the parser of templates says, and what it means to the author of a SQL file. */
const meanings: readonly (readonly [said: RegExp, meant: string])[] = [
  [/^expected elif, else, or endif, got end of file$/, "this {% if %} is never closed: write {% endif %} behind what it holds"],
  [/^unexpected end of file$/, "a {% for %} is never closed: write {% endfor %} behind what it repeats"],
  [/^expected variable end$/, "expected variable end: }} is missing here, or what stands in {{ }} is more than one value"],
  [/^expected end of comment.*$/, "this comment is never closed: write #} behind it"],
  [/^expected block end in if statement$/, "%} is missing here, or an operator such as == before it"],
  [/^expected block end in (\w+) statement$/, "%} is missing here: {% $1 %} takes no more than stands before"],
  [/^expected symbol, got (variable|block)-end$/, "a name is missing here: a filter follows |, a key follows a dot"],
  [/^expected "in" keyword for loop$/, "a loop is written {% for <name> in <list> %}"],
  [/^expected comma after expression$/, "a comma is missing here, or the parenthesis that closes"],
  [/^unknown block tag: (else|elif|endif)$/, "{% $1 %} belongs to an {% if %}, and none is open here"],
  [/^unknown block tag: endfor$/, "{% endfor %} belongs to a {% for %}, and none is open here"],
  [/^unknown block tag: (\w+)$/, "there is no {% $1 %} in SQL files"],
];

/** The words that begin a block in a SQL file. */
const blockTags: readonly string[] = ["if", "elif", "else", "endif", "for", "endfor", "set", "endset", "raw", "endraw"];

/** The word that begins a block and that the parser does not know at all. */
export function unknownTag(message: string): string | undefined {
  const tag = /unknown block tag: (\w+)$/.exec(message)?.[1];
  return tag === undefined || blockTags.includes(tag) ? undefined : tag;
}

/** A message of the parser in the author's terms; itself where it is plain enough. */
export function plainTemplateMessage(message: string): string {
  const said = message.replace(/^parse\w+: /, "");
  const meaning = meanings.find(([pattern]) => pattern.test(said));
  return meaning ? said.replace(...(meaning as [RegExp, string])) : said;
}

/** The words that may have been meant by one that begins no block: only those that end one have a d. */
export function tagsLike(tag: string): readonly string[] {
  return blockTags.filter((known) => known.startsWith("end") === /d|^en/.test(tag));
}
