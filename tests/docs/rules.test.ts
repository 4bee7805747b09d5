import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import {
  checkSpec,
  compileLocal,
  diagnosticCodes,
  folderFiles,
  formatDiagnostics,
  readSpec,
  SpecError,
  type Diagnostic,
  type SpecInput,
} from "../../compiler";
import { planStack } from "../../plan";

const pages = path.join(__dirname, "..", "..", "docs", "rules");
const codes = Object.entries(diagnosticCodes);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "datastack-rules-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What finds a problem, by the word of the block that shows what it prints. */
const commands: Readonly<Record<string, (input: SpecInput) => Promise<readonly Diagnostic[]>>> = {
  validate: (input) => caught(() => checkSpec(input).diagnostics),
  run: (input) => caught(() => compileLocal(input).warnings),
  plan: (input) =>
    caught(async () => {
      const warnings: Diagnostic[] = [];
      await planStack(input, "dev", (warning) => warnings.push(warning));
      return warnings;
    }),
};

async function caught(find: () => readonly Diagnostic[] | Promise<readonly Diagnostic[]>): Promise<readonly Diagnostic[]> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof SpecError) return error.diagnostics;
    throw error;
  }
}

/** A block of a page: ```yaml wrong, ```sql right sql/orders.sql, ```text validate. */
interface Block {
  readonly word: string;
  /** Of the file that the block is; a spec has none. */
  readonly file: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```\w+ (\w+)(?: (\S+))?\n([^]*?)^```$/gm)].map(([, word = "", file, text = ""]) => ({ word, file, text }));
}

/** The example of a page as files, as the commands find it. */
function writeExample(code: string, blocks: readonly Block[], word: string): SpecInput {
  const root = path.join(folder, `${code}-${word}`);
  for (const { file = "stack.yaml", text } of blocks.filter((block) => block.word === word)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  const spec = path.join(root, "stack.yaml");
  return { file: readSpec(spec), files: folderFiles(spec) };
}

function commandOf(blocks: readonly Block[]): string {
  const named = blocks.map(({ word }) => word).filter((word) => Object.hasOwn(commands, word));
  if (named.length !== 1) throw new Error("the page shows what one command prints, in one block: ```text validate");
  return named[0] as string;
}

describe.each(codes)("the page of %s", (code, sentence) => {
  const file = path.join(pages, `${code}.md`);

  it("begins with the code and its sentence, and has its sections", () => {
    const page = readFileSync(file, "utf8");
    expect(page.startsWith(`# ${code}\n\n${sentence}\n\n`)).toBe(true);
    const sections = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title).filter((title) => title !== "Other messages");
    expect(sections).toEqual(["Wrong", "Right", "When it is meant otherwise"]);
  });

  it("shows what its wrong example prints", async () => {
    const page = readFileSync(file, "utf8");
    const blocks = blocksOf(page);
    const command = commandOf(blocks);
    const diagnostics = await commands[command]?.(writeExample(code, blocks, "wrong"));
    const printed = formatDiagnostics(diagnostics ?? []);
    // `UPDATE_RULES=1 npx vitest run tests/docs/rules.test.ts` writes anew what the commands print.
    if (process.env["UPDATE_RULES"] !== undefined)
      writeFileSync(
        file,
        page.replace(/^(```text (?:validate|run|plan)\n)[^]*?^```$/m, (_, start: string) => `${start}${printed}\`\`\``),
      );
    else expect(blocks.find(({ word }) => word === command)?.text).toBe(printed);
    expect(new Set(diagnostics?.map((diagnostic) => diagnostic.code))).toEqual(new Set([code]));
  });

  it("has a right example without any problem, for each command", async () => {
    const blocks = blocksOf(readFileSync(file, "utf8"));
    const input = writeExample(code, blocks, "right");
    for (const command of new Set(["validate", commandOf(blocks)]))
      expect(formatDiagnostics((await commands[command]?.(input)) ?? [])).toBe("");
  });
});

test("every page is that of a code", () => {
  const names = readdirSync(pages).filter((name) => name !== "README.md");
  expect(names.sort()).toEqual(codes.map(([code]) => `${code}.md`).sort());
});

test("the list has every code once, with its sentence and a link to its page", () => {
  const rows = [...readFileSync(path.join(pages, "README.md"), "utf8").matchAll(/^\| (\[.*) \|$/gm)].map(([, row]) => row);
  expect(rows.sort()).toEqual(codes.map(([code, sentence]) => `[${code}](${code}.md) | ${sentence}`).sort());
});
