import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkSpec, compileStack, folderFiles, SourceFile, type Diagnostic, type SpecInput } from "../../compiler";
import { exampleNames, examplePath } from "../harness/examples";
import { MutableYaml, seededRandom, type Mutation, type MutationKind } from "../harness/mutate-yaml";

const seed = 20_260_101;
const count = 2_000;

/** `located`: an error within one line of the mistake. `other`: another stack, as good as the first, such as one with a longer retention. */
type Outcome = "located" | "elsewhere" | "equal" | "other";

interface Example {
  readonly name: string;
  readonly yaml: MutableYaml;
  readonly graphs: string;
}

/** What people may write as they like: another text there is no mistake that a compiler could see. */
const examples: readonly Example[] = exampleNames.map((name) => {
  const text = readFileSync(examplePath(name), "utf8");
  return { name, yaml: new MutableYaml(text), graphs: graphsOf(inputOf(name, text)) };
});

it("a mutation of an example gives an error within one line of it, or no other stack than was written", () => {
  const random = seededRandom(seed);
  const outcomes = new Map<string, number>();
  const misses: string[] = [];
  for (let index = 0; index < count; index++) {
    const example = examples[index % examples.length] as Example;
    const mutation = example.yaml.mutate(random);
    const { outcome, errors } = judge(example, mutation);
    outcomes.set(`${mutation.kind} ${outcome}`, (outcomes.get(`${mutation.kind} ${outcome}`) ?? 0) + 1);
    if (outcome === "elsewhere") misses.push(describeMiss(example, mutation, errors));
    if (outcome === "other" && process.env["OTHER"]) misses.push(`OTHER ${example.name}: ${mutation.what}`);
  }
  const total = (outcome: Outcome): number => kinds.reduce((sum, kind) => sum + (outcomes.get(`${kind} ${outcome}`) ?? 0), 0);
  const share = (total("located") + total("equal")) / (count - total("other"));
  console.log(
    [...outcomes]
      .sort()
      .map(([key, number]) => `${key}: ${number}`)
      .join("\n"),
    `\n${(share * 100).toFixed(2)} %`,
  );
  console.log(misses.join("\n"));
  expect(share).toBeGreaterThanOrEqual(0.98);
});

const kinds: readonly MutationKind[] = ["drop", "rename", "retype", "swap", "duplicate"];

function judge(example: Example, mutation: Mutation): { readonly outcome: Outcome; readonly errors: readonly Diagnostic[] } {
  const input = inputOf(example.name, mutation.text);
  const { diagnostics } = checkSpec(input);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return { outcome: graphsOf(input) === example.graphs ? "equal" : "other", errors };
  const distance = Math.min(...errors.flatMap((error) => distances(input.file, error, mutation.lines)));
  return { outcome: distance <= 1 ? "located" : "elsewhere", errors };
}

function distances(file: SourceFile, { span, related }: Diagnostic, lines: readonly number[]): number[] {
  return [span, ...related.map((other) => other.span)]
    .filter((place) => place.file === file)
    .flatMap(({ start }) => lines.map((line) => Math.abs(file.position(start).line - line)));
}

function inputOf(name: string, text: string): SpecInput {
  return { file: new SourceFile(`${name}.yaml`, text), files: folderFiles(examplePath(name)) };
}

function graphsOf(input: SpecInput): string {
  return JSON.stringify(checkSpec(input).environments.map((environment) => compileStack(input, environment).graph));
}

function describeMiss({ name }: Example, { what, lines }: Mutation, errors: readonly Diagnostic[]): string {
  const found = errors.map(({ span, message }) => `  ${span.file.path}:${span.file.position(span.start).line} ${message.slice(0, 140)}`);
  return [`${name}: ${what} (line ${lines.join(", ")})`, ...found.slice(0, 3)].join("\n");
}
