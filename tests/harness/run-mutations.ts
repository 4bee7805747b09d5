import { readFileSync } from "node:fs";
import { checkSpec, compileStack, folderFiles, SourceFile, type Diagnostic, type SpecInput } from "../../compiler";
import { MutableYaml, mutationKinds, seededRandom, type Mutation } from "./mutate-yaml";

/**
 * `located`: an error within one line of the mistake. `equal`: no error, and the same graphs of all environments. `other`: no error, and another stack that
 * somebody could have meant: a group less, a zone with another name. It counts neither way.
 */
const outcomes = ["located", "equal", "elsewhere", "other"] as const;
type Outcome = (typeof outcomes)[number];

/** What became of many mutations. */
export interface MutationRun {
  /** Of the mutations that mean nothing, the share that is located within one line, or changes nothing. */
  readonly share: number;
  /** Of all mutations, the share that gives another stack that could have been meant. */
  readonly otherShare: number;
  /** The outcomes by kind, as a table in Markdown. */
  readonly table: string;
  /** The mutations whose errors stand elsewhere. */
  readonly misses: readonly string[];
}

interface Example {
  readonly path: string;
  readonly yaml: MutableYaml;
  readonly graphs: string;
}

/** Makes so many mutations of some specs, the same for the same seed, and looks at what the compiler says of them. */
export function runMutations(specs: readonly string[], count: number, seed: number): MutationRun {
  const examples = specs.map(readExample);
  const random = seededRandom(seed);
  const counts = new Map<string, number>();
  const misses: string[] = [];
  for (let index = 0; index < count; index++) {
    const example = examples[index % examples.length] as Example;
    const mutation = example.yaml.mutate(random);
    const { outcome, errors } = judge(example, mutation);
    for (const key of [outcome, `${mutation.kind} ${outcome}`]) counts.set(key, (counts.get(key) ?? 0) + 1);
    if (outcome === "elsewhere") misses.push(describeMiss(example, mutation, errors));
  }
  const numberOf = (key: string) => counts.get(key) ?? 0;
  const rows = mutationKinds.map((kind) => `| ${[kind, ...outcomes.map((outcome) => numberOf(`${kind} ${outcome}`))].join(" | ")} |`);
  return {
    share: (numberOf("located") + numberOf("equal")) / (count - numberOf("other")),
    otherShare: numberOf("other") / count,
    table: [`| mutation | ${outcomes.join(" | ")} |`, "| --- | ---: | ---: | ---: | ---: |", ...rows].join("\n"),
    misses,
  };
}

function readExample(path: string): Example {
  const text = readFileSync(path, "utf8");
  const input = inputOf(path, text);
  return { path, yaml: new MutableYaml(text), graphs: graphsOf(input, checkSpec(input).environments) };
}

function judge(example: Example, mutation: Mutation): { readonly outcome: Outcome; readonly errors: readonly Diagnostic[] } {
  const input = inputOf(example.path, mutation.text);
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

function inputOf(path: string, text: string): SpecInput {
  return { file: new SourceFile(path, text), files: folderFiles(path) };
}

function graphsOf(input: SpecInput, environments: readonly string[]): string {
  return JSON.stringify(environments.map((environment) => compileStack(input, environment).graph));
}

function describeMiss({ path }: Example, { what, lines }: Mutation, errors: readonly Diagnostic[]): string {
  const found = errors.map(({ span, message }) => `  ${span.file.path}:${span.file.position(span.start).line} ${message.slice(0, 140)}`);
  return [`${path}: ${what} (line ${lines.join(", ")})`, ...found.slice(0, 3)].join("\n");
}
