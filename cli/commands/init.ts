import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { checkSpec, SourceFile } from "../../compiler";
import type { DefineCommand } from "../command";
import { exitCodes, UsageError, type ExitCode } from "../exit-codes";

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
  if (!options.quiet) process.stdout.write(nextSteps(folder, spec, files));
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
  } finally {
    terminal.close();
  }
}

/** The folder's name as a stack may be called; `my-stack` when little of it is left. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder))
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
    .replace(/^name: .*$/m, () => `name: ${name}`)
    .replace(/^owner: .*$/m, () => `owner: ${JSON.stringify(owner)}`)
    .replace(/account: "\d+", region: [a-z0-9-]+/, () => `account: ${JSON.stringify(account)}, region: ${region}`)
    .replace(`secret: ${starter}/`, () => `secret: ${name}/`);
}

/** What the spec names: SQL, samples, and the schema for editors. */
function starterFiles(): readonly (readonly [string, string])[] {
  const files = readdirSync(exampleFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath !== exampleFolder && !entry.parentPath.includes(".datastack"))
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
  const taken = [...files.keys()].filter((file) => file !== ".gitignore" && existsSync(join(folder, file)));
  if (taken.length > 0)
    throw new UsageError(
      `${taken.map((file) => join(folder, file)).join(", ")}: there already. Nothing was written; choose another folder.`,
    );
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    if (!existsSync(join(folder, file))) writeFileSync(join(folder, file), text);
  }
}

function nextSteps(folder: string, spec: string, files: ReadonlyMap<string, string>): string {
  const lines = [...files.keys()].map((file) => `  ${join(folder, file)}`);
  const enter = folder === "." ? "" : `  cd ${folder}\n`;
  return `Written:\n${lines.join("\n")}\n\nNext:\n${enter}  datastack validate          every mistake, in a tenth of a second\n  datastack run               the stack on this machine, with the sample data\n  datastack plan --env dev    what it makes on AWS, without an account\n\nThe spec is ${spec}.\n`;
}
