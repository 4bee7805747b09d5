import { describe, expect, it } from "vitest";
import { parseText, textOf } from "../../harness/diagnostics";

const problems: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  [
    "an empty file",
    "",
    [
      "1:1 invalid-yaml <> The file is empty. A spec starts with apiVersion: datastack/v1 and names a stack, its owner and its environments.",
    ],
  ],
  [
    "only comments",
    "# nothing yet\n\n# at all\n",
    [
      "1:1 invalid-yaml <> The file is empty. A spec starts with apiVersion: datastack/v1 and names a stack, its owner and its environments.",
    ],
  ],
  ["a key twice", "a: 1\nb: 2\na: 3\n", ['3:1 invalid-yaml a <a> The key "a" is there twice. Keep one. [1: the first one is here]']],
  [
    "a key twice in another spelling",
    'zones: { raw: {}, "raw": {} }\n',
    ['1:19 invalid-yaml zones.raw <"raw"> The key "raw" is there twice. Keep one. [1: the first one is here]'],
  ],
  [
    "a merge key",
    "a: &a { b: 1 }\nc:\n  <<: *a\n",
    ["3:3 invalid-yaml c <<<> Merge keys (<<) are not part of YAML 1.2. Write the keys out."],
  ],
  ["a custom tag", "a: !env HOME\n", ["1:4 invalid-yaml <!env> Tags (!name) are not part of the language. Write the value itself."]],
  [
    "a tag of YAML 1.1",
    "a: !!binary aGk=\n",
    ["1:4 invalid-yaml <!!binary> Tags (!name) are not part of the language. Write the value itself."],
  ],
  [
    "several documents",
    "a: 1\n---\nb: 2\n",
    ["2:1 invalid-yaml <---> A spec is one document. Move what follows --- to a file of its own."],
  ],
  [
    "YAML 1.1",
    "%YAML 1.1\n---\na: yes\n",
    ["1:1 invalid-yaml <%YAML 1.1> A line that starts with % is a directive to the YAML reader. A spec needs none: remove the line."],
  ],
  [
    "a NUL character",
    "a: b\0c\n",
    ["1:5 invalid-yaml <\0> The file contains the control character \\u0000. Is it a text file? Remove the character."],
  ],
  [
    "an escape character",
    "a: \u001b[31mred\n",
    ["1:4 invalid-yaml <\u001b> The file contains the control character \\u001b. Is it a text file? Remove the character."],
  ],
  ["a tab as indentation", "a:\n\tb: 1\n", ["2:1 invalid-yaml <\t> A tab cannot indent YAML. Use spaces."]],
  ["a missing closing quote", 'a: "b\n', ['1:4 invalid-yaml <"b> The closing quote is missing.']],
  [
    "a missing bracket",
    "a: [b, c\nd: 1\n",
    ["2:1 invalid-yaml <d> The closing ] is missing, or what stands inside [ ] is not indented further than its key. [1: it opens here]"],
  ],
  [
    "a colon inside a text",
    "a: b: c\n",
    [
      "1:5 invalid-yaml <:> A second colon on the line makes a map inside a line. Put a text that contains a colon and a space in quotes; start a map on a new line.",
    ],
  ],
  [
    "a second indentation",
    "a:\n  b: c\n   d: e\n",
    [
      "3:4 invalid-yaml <d> The indentation does not fit. Keys of one map start in the same column, to the right of the key that holds them.",
    ],
  ],
  ["a hyphen without a space", "a:\n  - b: 1\n  -c: 2\n", ["3:3 invalid-yaml <-> An entry of a list starts with a hyphen and a space."]],
  [
    "an apostrophe in single quotes",
    "a: 'it's'\n",
    ["1:7 invalid-yaml <'> The text in quotes ends here, and more follows. Inside of single quotes write '' for an apostrophe."],
  ],
  [
    "a template",
    "a: {{ b }}\n",
    ["1:4 invalid-yaml <{{ b }}> A spec is no template, and {{ … }} stands for nothing in it. Write the value itself."],
  ],
  [
    "a template that the text's end cuts off",
    "a: {{ b }",
    ["1:4 invalid-yaml <{{ b }> A spec is no template, and {{ … }} stands for nothing in it. Write the value itself."],
  ],
  [
    "what a merge left",
    "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n",
    [
      "2:1 invalid-yaml <<<<<<<<> A merge left both sides here. Keep one, and remove the lines that start with <<<<<<<, ======= and >>>>>>>.",
    ],
  ],
  [
    "a space that is none",
    "c: 1\na:\u00a0b\n",
    ["2:3 invalid-yaml <\u00a0> The character U+00A0 only looks like a space, or like nothing. Write a space."],
  ],
  [
    "the line ends of an old Macintosh",
    "a: 1\rb: 2\r",
    [
      "1:5 invalid-yaml <\r> The line ends with a carriage return alone, which YAML readers take for different things. Save the file with the line ends of Unix or Windows.",
    ],
  ],
  [
    "a bracket too many, and nothing of what follows from it",
    "a: [b]]\nc: 1\nd: @e\n",
    ["1:7 invalid-yaml <]> A bracket closes here that was not opened."],
  ],
  ["a line without a colon", "a: 1\nbc\n", ["2:1 invalid-yaml <bc> A key is followed by a colon and a space: write it as name: value."]],
  [
    "a broken indentation",
    "a:\n  b: 1\n c: 2\n",
    [
      "3:2 invalid-yaml <c> The indentation does not fit. Keys of one map start in the same column, to the right of the key that holds them.",
    ],
  ],
  [
    "a text that starts with @",
    "a: @b\n",
    ["1:4 invalid-yaml <@> A text without quotes cannot start with this character. Put the text in quotes."],
  ],
  ["a list as a key", "? [a]\n: b\n", ["1:3 invalid-yaml <[> A key is a plain text, not a list, a map, an alias or a tagged value."]],
  ["a value without a name", ": b\n", ["1:1 invalid-yaml <> A name is missing before the colon."]],
  ["an alias without an anchor", "a: *b\n", ["1:4 invalid-yaml a <*b> There is no anchor &b before this alias."]],
  ["an alias inside itself", "a: &a\n  b: *a\n", ["2:6 invalid-yaml a.b <*a> The alias *a stands inside the value that it stands for."]],
  [
    "a number that would lose digits",
    "a: 12345678901234567890\n",
    [
      "1:4 invalid-yaml a <12345678901234567890> The number 12345678901234567890 is too large to be kept exactly. Put it in quotes if it is a text.",
    ],
  ],
];

describe("parseSpec refuses", () => {
  it.each(problems)("%s", (_name, text, expected) => {
    expect(parseText(text).problems).toEqual(expected);
  });
});

describe("parseSpec reads", () => {
  const values: readonly (readonly [name: string, text: string, value: unknown])[] = [
    ["a byte order mark", "\ufeffa: 1\n", { a: 1 }],
    ["CRLF", "a: 1\r\nb:\r\n  - c\r\n", { a: 1, b: ["c"] }],
    ["the words of YAML 1.1 as texts", "on: yes\noff: no\n", { on: "yes", off: "no" }],
    ["a date as a text", "a: 2026-01-01\n", { a: "2026-01-01" }],
    ["sexagesimal numbers as texts", "a: 12:30:00\n", { a: "12:30:00" }],
    ["octal look-alikes as decimal numbers", "a: 010\n", { a: 10 }],
    ["keys as texts", "1: a\ntrue: b\nnull: c\n", { 1: "a", true: "b", null: "c" }],
    [
      "the names of JavaScript as names",
      "__proto__: { polluted: 1 }\nconstructor: a\ntoString: b\n",
      JSON.parse('{"__proto__":{"polluted":1},"constructor":"a","toString":"b"}'),
    ],
    ["document markers around one document", "---\na: 1\n...\n", { a: 1 }],
    ["zero-width characters as they are", 'a: "\u200bb\u202e"\n', { a: "\u200bb\u202e" }],
  ];

  it.each(values)("%s", (_name, text, value) => {
    const { document, problems: found } = parseText(text);
    expect(found).toEqual([]);
    expect(JSON.parse(JSON.stringify(document.value))).toEqual(value);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("an anchored map as one shared object", () => {
    const { document } = parseText("a: &shared { b: [1] }\nc: *shared\n");
    const value = document.value as { a: unknown; c: unknown };
    expect(value.c).toBe(value.a);
  });
});

describe("locate", () => {
  const { document } = parseText("a:\n  b: &list [x, { c: d }]   # comment\n  e: *list\n  f:\n'a/b~c': 1\n");

  it.each([
    ["/a/b", "key", "b"],
    ["/a/b", "value", "[x, { c: d }]"],
    ["/a/b/0", "value", "x"],
    ["/a/b/1/c", "key", "c"],
    ["/a/b/1/c", "value", "d"],
    ["/a/e", "value", "*list"],
    ["/a/e/1/c", "value", "d"],
    ["/a/f", "value", "f"],
    ["/a~1b~0c", "key", "'a/b~c'"],
    ["/a/b/1/missing", "value", "{ c: d }"],
    ["/a/missing/deeper", "key", "a"],
  ] as const)("%s %s", (pointer, part, text) => {
    expect(textOf(document.locate(pointer, part))).toBe(text);
  });
});
