import { describe, expect, it } from "vitest";
import { checkSpec } from "../../../compiler";
import type { SpecFiles } from "../../../compiler/source/spec-files";
import { head, specFile } from "../../harness/diagnostics";

const noFiles: SpecFiles = { read: () => ({ problem: "does not exist" }) };
/** Below the limit of entries, which would end the others at once. */
const many = 20_000;

const tooMany = "The file has more than 50,000 lines and entries of lists and maps. Split the stack.";
/** Of the processor: how long a busy machine takes says nothing. */
const mostMilliseconds = 5_000;
const mostMegabytes = 600;

/** Texts that are made to cost time or memory, and the first thing that is said of them; nothing where they are fine. */
const texts: readonly (readonly [name: string, text: () => string, message: string | undefined])[] = [
  [
    "5,000 lists inside each other",
    () => `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}`,
    "Maps and lists are nested more than 100 deep here.",
  ],
  ["200,000 lists that never close", () => "[".repeat(200_000), "Maps and lists are nested more than 100 deep here."],
  ["list entries of list entries on one line", () => `${"- ".repeat(many)}x`, "Maps and lists are nested more than 100 deep here."],
  [
    "2,000 maps by indentation",
    () => Array.from({ length: 2_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    "Maps and lists are nested more than 100 deep here.",
  ],
  ["aliases of aliases of aliases", aliasBomb, "The aliases of the file stand for more than 100,000 values. Write less with them."],
  [
    "many aliases of one long list",
    () => `a: &a [${"x,".repeat(2_000)}]\nb: [${"*a,".repeat(900)}]`,
    "The aliases of the file stand for more than 100,000 values. Write less with them.",
  ],
  [
    "20,000 aliases",
    () => `a: &a x\nb: [${"*a,".repeat(many)}]`,
    "The file has more than 1,000 aliases (*name). Write the values themselves.",
  ],
  ["nesting by aliases", nestedAliases, "Maps and lists are nested more than 100 deep here."],
  [
    "50 MB",
    () => `${head}${"# x\n".repeat(12_500_000)}`,
    "The file has 50.0 million characters; a spec has at most 5 million. Split the stack.",
  ],
  ["a text of 1 MB", () => `${head}description: ${"x".repeat(1_000_000)}\n`, "description has 1000000 characters; it has at most 500."],
  ["1 MB against a pattern", () => `${head}alerts: { email: ["a@${"a.".repeat(500_000)} "] }\n`, undefined],
  [
    "20,000 keys twice",
    () => `a:\n${Array.from({ length: 2 * many }, (_, index) => `  k${index % many}: 1`).join("\n")}`,
    'The key "k0" is there twice. Keep one.',
  ],
  ["20,000 unknown keys", () => `${head}${Array.from({ length: many }, (_, index) => `k${index}: 1`).join("\n")}`, undefined],
  ["40,000 commas", () => `[${",".repeat(2 * many)}]`, "A comma stands here without an entry before it."],
  ["20,000 documents", () => "---\n".repeat(many), "A spec is one document. Move what follows --- to a file of its own."],
  ["100,000 datasets", () => datasets(", "), tooMany],
  ["100,000 datasets on lines", () => datasets("\n"), tooMany],
  [
    "20,000 lines that are no YAML",
    () => "k: @x\n".repeat(many),
    "A text without quotes cannot start with this character. Put the text in quotes.",
  ],
  ["20,000 brackets that close nothing on one line", () => `a: [] ${"]".repeat(many)}`, "A bracket closes here that was not opened."],
  [
    "20,000 names where a key of an entry belongs",
    () => `${head}ingestion:\n${"  schedule: {}\n".repeat(many)}`,
    'The key "schedule" is there twice. Keep one.',
  ],
  ["20,000 anchors", () => "&a ".repeat(many), "A value has at most one anchor (&name)."],
];

describe("a hostile text ends soon with a clear error", () => {
  it.each(texts)("%s", (_name, text, message) => {
    const file = specFile(text());
    const [time, memory] = [process.cpuUsage(), process.memoryUsage().rss];
    const { diagnostics } = checkSpec({ file, files: noFiles });
    const { user, system } = process.cpuUsage(time);
    expect((user + system) / 1_000).toBeLessThan(mostMilliseconds);
    expect((process.memoryUsage().rss - memory) / 1_000_000).toBeLessThan(mostMegabytes);
    expect(diagnostics.length).toBeGreaterThan(0);
    if (message !== undefined) expect(diagnostics[0]?.message).toBe(message);
  });

  it("names of JavaScript as names of groups are plain names", () => {
    const groups = ["constructor", "tostring", "valueof"].map((name) => `  ${name}: { members: [sso:A], read: [lake] }\n`).join("");
    const { diagnostics } = checkSpec({
      file: specFile(`${head}lake: { zones: { constructor: {} } }\naccess:\n${groups}`),
      files: noFiles,
    });
    expect(diagnostics).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

function datasets(separator: string): string {
  const tables = Array.from({ length: 100_000 }, (_, index) => `t${index}: {}`).join(separator);
  return `${head}lake: { zones: { raw: {} } }\ningestion:\n  a: { from: sources.db, to: lake.raw, tables: {\n${tables} } }\n`;
}

function aliasBomb(): string {
  const levels = "abcdefghij".split("");
  return levels
    .map(
      (name, level) =>
        `${name}: &${name} [${Array(9)
          .fill(level === 0 ? "x" : `*${levels[level - 1] as string}`)
          .join(", ")}]`,
    )
    .join("\n");
}

function nestedAliases(): string {
  return Array.from({ length: 120 }, (_, level) => `a${level}: &a${level} { x: ${level === 0 ? "1" : `*a${level - 1}`} }`).join("\n");
}
