import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cli, openFolder, plainEnvironment, removeStacks } from "../harness/command-line";

/** A block of commands, and what the tutorial says that they print. */
interface Step {
  readonly commands: string;
  readonly output: string | undefined;
  readonly exitCode: number;
}

const steps = readSteps(readFileSync(path.join(__dirname, "..", "..", "docs", "tutorial.md"), "utf8"));
const folder = openFolder();
let current = path.join(folder, "tutorial");

beforeAll(() => {
  mkdirSync(current);
  mkdirSync(path.join(folder, "bin"));
  symlinkSync(cli, path.join(folder, "bin", "datastack"));
});
afterAll(async () => {
  await removeStacks(current);
  rmSync(folder, { recursive: true });
});

/** One test, since each step begins where the last one ended. */
test("the tutorial's commands print what it says", () => {
  expect(steps.length).toBeGreaterThan(15);
  for (const { commands, output, exitCode } of steps) {
    const ended = runCommands(commands);
    expect({ commands, exitCode: ended.exitCode, printed: ended.printed }).toEqual({ commands, exitCode, printed: ended.printed });
    if (output !== undefined) expect(ended.printed).toMatch(pattern(output));
  }
}, 120_000);

/** The blocks `sh`, each with the block `text` that follows it. A comment says with what the commands end when it is not 0. */
function readSteps(markdown: string): readonly Step[] {
  return [...markdown.matchAll(/^```sh\n([^]*?)^```\n(?:\s*^```text\n([^]*?)^```\n)?/gm)].map(([, commands = "", output]) => ({
    commands,
    output,
    exitCode: Number(/ # exit code (\d+)$/m.exec(commands)?.[1] ?? 0),
  }));
}

/** In the folder that the commands before have changed into; what they print as a terminal shows it. */
function runCommands(commands: string): { readonly exitCode: number | null; readonly printed: string } {
  const script = `exec 2>&1\nset -e\ntrap 'pwd >&3' EXIT\n${commands}`;
  const { status, output } = spawnSync("sh", ["-c", script], {
    cwd: current,
    encoding: "utf8",
    env: { ...plainEnvironment, PATH: `${path.join(folder, "bin")}:${process.env["PATH"] ?? ""}` },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  current = output[3]?.trim() ?? current;
  return { exitCode: status, printed: output[1] ?? "" };
}

/** `…` stands for any text of a line, and alone for any lines. Columns are as wide as their widest text, so spaces do not count. */
function pattern(output: string): RegExp {
  const lines = output.split("\n").map((line) => {
    if (line === "…") return "(?:.*\n)*?";
    return `${line
      .split(/(…| +)/)
      .map(partPattern)
      .join("")}\n`;
  });
  return new RegExp(`^${lines.join("").replace(/\n$/, "")}$`);
}

function partPattern(part: string): string {
  if (part === "…") return ".*";
  return /^ +$/.test(part) ? " +" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
