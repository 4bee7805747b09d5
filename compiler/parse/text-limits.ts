import { CST } from "yaml";
import type { Problem } from "../diagnostics/diagnostic";
import { visible } from "../diagnostics/quote";
import type { SourceFile } from "../source/source-file";

/** What a spec may ask of the compiler. A stack that a person can review stays far below all of them. */
export const limits = {
  /** Characters of the file. */
  characters: 5_000_000,
  /** Lines and commas: what ends an entry of a map or a list. A stack of 10,000 nodes has about 25,000. */
  entries: 50_000,
  /** Maps and lists inside each other. */
  depth: 100,
  /** Aliases of the file. */
  aliases: 1_000,
  /** Values that the aliases of a file stand for, all together. */
  aliasedValues: 100_000,
} as const;

/** Problems that can be seen before the text is read as YAML, and that could make reading it costly. */
export function findTextProblem(file: SourceFile): Problem | undefined {
  const { text } = file;
  if (text.length > limits.characters) {
    const megabytes = (text.length / 1_000_000).toFixed(1);
    return {
      code: "invalid-yaml",
      message: `The file has ${megabytes} million characters; a spec has at most ${limits.characters / 1_000_000} million. Split the stack.`,
      span: { file, start: 0, end: 0 },
    };
  }
  const { entries, isSuspicious } = scan(text);
  if (entries > limits.entries) {
    const message = `The file has more than ${limits.entries.toLocaleString("en")} lines and entries of lists and maps. Split the stack.`;
    return { code: "invalid-yaml", message, span: { file, start: 0, end: 0 } };
  }
  return isSuspicious ? findCharacterProblem(file) : undefined;
}

function findCharacterProblem(file: SourceFile): Problem | undefined {
  const lineEnd = /\r(?!\n)/.exec(file.text);
  if (lineEnd) {
    const message =
      "The line ends with a carriage return alone, which YAML readers take for different things. Save the file with the line ends of Unix or Windows.";
    return { code: "invalid-yaml", message, span: { file, start: lineEnd.index, end: lineEnd.index + 1 } };
  }
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/.exec(file.text);
  if (!control) return undefined;
  return {
    code: "invalid-yaml",
    message: `The file contains the control character ${visible(control[0])}. Is it a text file? Remove the character.`,
    span: { file, start: control.index, end: control.index + 1 },
  };
}

/** One look at each character, which large texts feel: how many end an entry, and whether one may be no character of a text. */
function scan(text: string): { readonly entries: number; readonly isSuspicious: boolean } {
  let entries = 0;
  let isSuspicious = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === newline || code === comma) entries++;
    else if (code < space || code === deletion || code >= 0xfffe) isSuspicious = true;
  }
  return { entries, isSuspicious };
}

const newline = 10;
const space = 32;
const comma = 44;
const deletion = 127;

/** Problems of a document's structure, found without recursion, before anything recursive looks at it. */
export function findStructureProblem(file: SourceFile, documents: readonly CST.Token[]): Problem | undefined {
  const directive = documents.find((token) => token.type === "directive");
  if (directive) {
    const message = "A line that starts with % is a directive to the YAML reader. A spec needs none: remove the line.";
    return { code: "invalid-yaml", message, span: { file, start: directive.offset, end: directive.offset + directive.source.length } };
  }

  let aliases = 0;
  const open: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = [];
  for (const document of documents) if (document.type === "document") open.push({ token: document.value, depth: 0 });

  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (!token) continue;
    if (token.type === "alias" && ++aliases > limits.aliases) {
      return problem(token, `The file has more than ${limits.aliases.toLocaleString("en")} aliases (*name). Write the values themselves.`);
    }
    if (!CST.isCollection(token)) continue;
    if (depth >= limits.depth) return problem(token, `Maps and lists are nested more than ${limits.depth} deep here.`);
    for (const item of token.items) open.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 });
  }
  return undefined;

  function problem(token: CST.Token, message: string): Problem {
    return { code: "invalid-yaml", message, span: { file, start: token.offset, end: token.offset + 1 } };
  }
}
