import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkSpec, compileStack, folderFiles, SourceFile, type Diagnostic, type SpecInput } from "../../compiler";
import { exampleNames, examplePath } from "../harness/examples";
import { MutableYaml, seededRandom, type Mutation } from "../harness/mutate-yaml";

const seed = 20_260_101;
const count = 2_000;

/**
 * `located`: an error within one line of the mistake. `equal`: no error, and the same graphs of all environments. `other`: no error, and another stack that
 * somebody could have meant: a group less, a zone with another name. It counts neither way.
 */
type Outcome = "located" | "elsewhere" | "equal" | "other";

interface Example {
  readonly name: string;
  readonly yaml: MutableYaml;
  readonly graphs: string;
}

const examples: readonly Example[] = exampleNames.map((name) => {
  const text = readFileSync(examplePath(name), "utf8");
  const input = inputOf(name, text);
  return { name, yaml: new MutableYaml(text), graphs: graphsOf(input, checkSpec(input).environments) };
});

it("a mutation of an example gives an error within one line of it, or no other stack than was written", { timeout: 120_000 }, () => {
  const random = seededRandom(seed);
  const counts = new Map<string, number>();
  const misses: string[] = [];
  const total: Record<Outcome, number> = { located: 0, elsewhere: 0, equal: 0, other: 0 };
  for (let index = 0; index < count; index++) {
    const example = examples[index % examples.length] as Example;
    const mutation = example.yaml.mutate(random);
    const { outcome, errors } = judge(example, mutation);
    total[outcome]++;
    counts.set(`${mutation.kind} ${outcome}`, (counts.get(`${mutation.kind} ${outcome}`) ?? 0) + 1);
    if (outcome === "elsewhere") misses.push(describeMiss(example, mutation, errors));
  }
  const share = (total.located + total.equal) / (count - total.other);
  const table = [...counts].sort().map(([what, number]) => `${what}: ${number}`);
  console.log(
    [`${(share * 100).toFixed(2)} % of the mutations that mean nothing are located within one line`, ...table, ...misses].join("\n"),
  );
  expect(share).toBeGreaterThanOrEqual(0.98);
  expect(total.other / count).toBeLessThan(0.2);
});

function judge(example: Example, mutation: Mutation): { readonly outcome: Outcome; readonly errors: readonly Diagnostic[] } {
  const input = inputOf(example.name, mutation.text);
  const { diagnostics, environments } = checkSpec(input);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return { outcome: graphsOf(input, environments) === example.graphs ? "equal" : "other", errors };
  const isLocated = errors.some((error) => distance(input.file, error, mutation.lines) <= 1 || namesDropped(error, mutation));
  return { outcome: isLocated ? "located" : "elsewhere", errors };
}

/** Lines between a mutation and the nearest place that an error shows. */
function distance(file: SourceFile, { span, related }: Diagnostic, lines: readonly number[]): number {
  const places = [span, ...related.map((other) => other.span)].filter((place) => place.file === file);
  return Math.min(...places.flatMap(({ start }) => lines.map((line) => Math.abs(file.position(start).line - line))));
}

/** A declaration that was dropped is nowhere any more: its place are the references that name it. */
function namesDropped({ code, span }: Diagnostic, { dropped }: Mutation): boolean {
  if (dropped === undefined || code !== "unknown-reference") return false;
  const reference = span.file.text.slice(span.start, span.end);
  return `.${reference}.`.includes(`.${dropped.split(".").at(-1) ?? ""}.`);
}

function inputOf(name: string, text: string): SpecInput {
  return { file: new SourceFile(`${name}.yaml`, text), files: folderFiles(examplePath(name)) };
}

function graphsOf(input: SpecInput, environments: readonly string[]): string {
  return JSON.stringify(environments.map((environment) => compileStack(input, environment).graph));
}

function describeMiss({ name }: Example, { what, lines }: Mutation, errors: readonly Diagnostic[]): string {
  const found = errors.map(({ span, message }) => `  ${span.file.path}:${span.file.position(span.start).line} ${message.slice(0, 140)}`);
  return [`${name}: ${what} (line ${lines.join(", ")})`, ...found.slice(0, 3)].join("\n");
}
