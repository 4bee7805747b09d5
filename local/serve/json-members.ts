/**
 * The members of a JSON object as they stand in its text: a number keeps all its digits, which `JSON.parse` would round. The last of a name counts.
 *
 * @param text - A JSON object, checked by who calls.
 */
export function jsonMembers(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    const isEnd = depth === 1 && (character === "," || character === "}");
    if (isEnd && name !== undefined) {
      members.set(name, text.slice(start, index).trim());
      name = undefined;
    }
    if (character === '"') {
      const end = endOfString(text, index);
      if (depth === 1 && name === undefined) name = JSON.parse(text.slice(index, end + 1)) as string;
      index = end;
    } else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character === ":" && depth === 1) start = index + 1;
  }
  return members;
}

/** Where the string ends that begins at an index. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index;
}
