import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parse } from "yaml";
import { checkSpec, SourceFile } from "../../compiler";
import type { DefineCommand } from "../command";
import { exitCodes, UsageError, type ExitCode } from "../exit-codes";
import { calledAs, shellWord } from "../local/command-line";
import { systemReason } from "../system-reason";

interface InitOptions {
  readonly name?: string;
  readonly owner?: string;
  readonly account: string;
  readonly region: string;
  readonly yes?: boolean;
  readonly quiet?: boolean;
}

/** `datastack init [folder]` */
export const initCommand: DefineCommand = (command, run) => {
  command
    .argument("[folder]", "where to begin; made when it is not there", ".")
    .option("--name <name>", "name of the stack; that of the folder without it")
    .option("--owner <owner>", "who answers for the stack: an address or a team")
    .option("--account <account>", "AWS account of the environment dev", "111111111111")
    .option("--region <region>", "AWS region of the environment dev", "eu-west-1")
    .option("--yes", "ask nothing")
    .option("--quiet", "print nothing but problems")
    .action((folder: string, options: InitOptions) => run(() => init(folder, options)));
};

/** The example that a new stack begins as. */
const starter = "first-stack";

async function init(folder: string, options: InitOptions): Promise<ExitCode> {
  const { name, owner } = await askFor({ name: options.name ?? nameOf(folder), owner: options.owner ?? "data-team" }, options);
  const spec = `${name}.yaml`;
  const files = new Map([[spec, writeSpec({ ...options, name, owner })], ...starterFiles()]);
  refuseProblems(spec, files);
  writeFiles(folder, files);
  if (!options.quiet) process.stdout.write(nextSteps(folder, [...files.keys()]));
  return exitCodes.fine;
}

/** Asks for what no option says, when somebody is there to answer. */
async function askFor(defaults: { name: string; owner: string }, options: InitOptions): Promise<{ name: string; owner: string }> {
  if (options.yes || !process.stdin.isTTY || !process.stderr.isTTY) return defaults;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ask = async (question: string, given: string | undefined, proposed: string): Promise<string> =>
      given ?? ((await terminal.question(`${question} (${proposed}): `)).trim() || proposed);
    const name = await ask("Name of the stack", options.name, defaults.name);
    return { name, owner: await ask("Who answers for it, an address or a team", options.owner, defaults.owner) };
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw new UsageError("\nNothing was written.");
    throw error;
  } finally {
    terminal.close();
  }
}

/** The folder's name as a stack may be called, without accents; `my-stack` when little of it is left. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder))
    .normalize("NFKD")
    .replace(/\p{Mark}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 20)
    .replace(/-+$/, "");
  return name.length < 2 ? "my-stack" : name;
}

/** The package's own folder, from the bundle in `dist/cli`. */
const packageRoot = join(__dirname, "..", "..");
const exampleFolder = join(packageRoot, "specs", "examples", starter);

function writeSpec({ name, owner, account, region }: InitOptions & { name: string; owner: string }): string {
  return readFileSync(join(exampleFolder, `${starter}.yaml`), "utf8")
    .replace(/^# yaml-language-server: .*$/m, "# yaml-language-server: $schema=stack.schema.json")
    .replace(/^name: .*$/m, () => `name: ${yamlText(name)}`)
    .replace(/^owner: .*$/m, () => `owner: ${yamlText(owner)}`)
    .replace(/account: "\d+", region: [a-z0-9-]+/, () => `account: ${yamlText(account)}, region: ${yamlText(region)}`)
    .replace(/secret: [\w-]+\/(\w+) +/, (line, database: string) => `secret: ${secretOf(name)}/${database}`.padEnd(line.length));
}

/** A name that is wrong is told once, as the name. */
function secretOf(name: string): string {
  return name.replaceAll(/[^a-z0-9-]/g, "");
}

/** A text as YAML reads it back: in quotes where it would be something else. */
function yamlText(text: string): string {
  return /^[\w.@+-]+$/.test(text) && parse(text) === text ? text : JSON.stringify(text);
}

/** Folders of the example that a new stack gets; its state, when somebody has run it, is nobody's business. */
const starterFolders = ["samples", "sql"] as const;

/** What the spec names: SQL, samples, and the schema for editors. */
function starterFiles(): readonly (readonly [string, string])[] {
  const files = starterFolders
    .flatMap((folder) => readdirSync(join(exampleFolder, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(exampleFolder.length + 1))
    .sort();
  return [
    ...files.map((file) => [file.replaceAll("\\", "/"), readFileSync(join(exampleFolder, file), "utf8")] as const),
    ["stack.schema.json", readFileSync(join(packageRoot, "dist", "compiler", "generated", "schema.json"), "utf8")],
    [".gitignore", ".datastack/\n"],
  ];
}

/** The starter is valid: what is wrong is what the options say. */
function refuseProblems(spec: string, files: ReadonlyMap<string, string>): void {
  const read = (path: string) => {
    const text = files.get(path);
    return text === undefined ? { problem: "is not there" } : { file: new SourceFile(path, text) };
  };
  const { diagnostics } = checkSpec({ file: new SourceFile(spec, files.get(spec) ?? ""), files: { read } });
  if (diagnostics.length > 0) throw new UsageError(diagnostics.map(({ path, message }) => `${path ?? spec}: ${message}`).join("\n"));
}

function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  try {
    const missing = [...files].filter(([file]) => file !== ".gitignore" || !isTaken(join(folder, file)));
    const taken = missing.map(([file]) => join(folder, file)).filter(isTaken);
    if (taken.length > 0) throw new UsageError(`Nothing was written, for these files are there already: ${taken.join(", ")}`);
    for (const [file, text] of missing) {
      makeFolder(dirname(join(folder, file)));
      writeFileSync(join(folder, file), text, { flag: "wx" });
    }
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UsageError(`The stack cannot be written into ${folder}: ${systemReason(error)}`, { cause: error });
  }
}

/** With the folders above it. What makes them at once in Node 20 never ends where the system says that there is no folder, as it does below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Also by a link that leads nowhere. */
function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function nextSteps(folder: string, files: readonly string[]): string {
  const lines = files.map((file) => `  ${join(folder, file)}`);
  const command = calledAs(process.argv[1], resolve(folder));
  const steps = [
    [`${command} validate`, "every mistake, in a tenth of a second"],
    [`${command} run`, "the stack on this machine, with the sample data"],
    [`${command} plan --env dev`, "what it makes on AWS, without an account"],
  ] as const;
  const widest = Math.max(...steps.map(([step]) => step.length));
  return [
    "Written:",
    ...lines,
    "",
    "Next:",
    ...(resolve(folder) === process.cwd() ? [] : [`  cd ${shellWord(folder)}`]),
    ...steps.map(([step, what]) => `  ${step.padEnd(widest)}    ${what}`),
    "",
  ].join("\n");
}
