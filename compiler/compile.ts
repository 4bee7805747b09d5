import { nearest } from "./diagnostics/did-you-mean";
import { Diagnostics, SpecError, type Diagnostic } from "./diagnostics/diagnostic";
import { enumerate, quote } from "./diagnostics/quote";
import type { StackSpec } from "./generated/spec";
import { linkStack } from "./link/link-stack";
import type { LocateSql } from "./link/sql-file";
import type { StackGraph } from "./model/graph";
import { localEnvironment } from "./model/names";
import { parseSpec } from "./parse/parse-spec";
import type { SpecDocument } from "./parse/spec-document";
import { localStack, type WarehouseServer } from "./resolve/local-stack";
import { resolveStack } from "./resolve/resolve-stack";
import type { ResolvedStack } from "./resolve/resolved-stack";
import { checkRules } from "./rules";
import { checkProtectedStores } from "./rules/protected-stores";
import type { SourceFile } from "./source/source-file";
import type { SpecFiles } from "./source/spec-files";
import { validateSpec } from "./validate/validate-spec";

/** A spec and the way to the files that it names. */
export interface SpecInput {
  readonly file: SourceFile;
  readonly files: SpecFiles;
}

/** What one environment of a spec means. */
export interface Compilation {
  readonly graph: StackGraph;
  /** The spec behind the graph: where its nodes stand. */
  readonly stack: ResolvedStack;
  /** For each transform by name: where a part of its select stands in the SQL file. */
  readonly selects: ReadonlyMap<string, LocateSql>;
  readonly warnings: readonly Diagnostic[];
}

/** What is the same for all environments. */
interface ReadSpec {
  readonly document: SpecDocument;
  readonly spec: StackSpec;
}

/** The spec has no environment of the name that was asked for. */
export class UnknownEnvironmentError extends Error {
  constructor(environment: string, known: readonly string[]) {
    const meant = nearest(environment, known);
    const help = meant ? `Did you mean ${quote(meant)}?` : `It has ${enumerate(known)}.`;
    const local = environment === localEnvironment ? " On this machine, datastack run runs it." : "";
    super(`The spec has no environment ${quote(environment)}. ${help}${local}`);
    this.name = "UnknownEnvironmentError";
  }
}

/**
 * Compiles one environment of a spec.
 *
 * @throws SpecError - When the spec has problems: all of the first phase that finds any.
 * @throws UnknownEnvironmentError - When the spec has no such environment.
 */
export function compileStack(input: SpecInput, environment: string): Compilation {
  const diagnostics = new Diagnostics();
  const read = readDocument(input, diagnostics);
  if (!Object.hasOwn(read.spec.environments, environment))
    throw new UnknownEnvironmentError(environment, Object.keys(read.spec.environments));
  const compiled = compileEnvironment(read, environment, input.files, diagnostics);
  return { ...compiled, warnings: diagnostics.all };
}

/**
 * Compiles a spec for a run on one machine: the base without any environment's overrides.
 *
 * @param server - A PostgreSQL server that runs already and holds the warehouse; one of the stack's own without it.
 * @throws SpecError - When the spec has problems, or lake SQL that means something else on this machine.
 */
export function compileLocal(input: SpecInput, server?: WarehouseServer): Compilation {
  const diagnostics = new Diagnostics();
  const read = readDocument(input, diagnostics);
  const resolved = resolveStack(read.spec, read.document, localEnvironment, diagnostics);
  const compiled = compileResolved(localStack(resolved, server), input.files, diagnostics);
  return { ...compiled, warnings: diagnostics.all };
}

/**
 * Checks a spec in all its environments, each problem once.
 *
 * @returns The problems, those with an environment only where not all environments have them, and the environments that were checked.
 */
export function checkSpec(input: SpecInput): { readonly diagnostics: readonly Diagnostic[]; readonly environments: readonly string[] } {
  const diagnostics = new Diagnostics();
  const read = caught(() => readDocument(input, diagnostics));
  if (!read) return { diagnostics: diagnostics.all, environments: [] };

  const environments = Object.keys(read.spec.environments);
  const found = environments.map((environment) => {
    const own = new Diagnostics(environment);
    caught(() => compileEnvironment(read, environment, input.files, own));
    return own;
  });
  return { diagnostics: [...diagnostics.all, ...mergeEnvironments(found)].sort(byPlace(input.file)), environments };
}

/** As the spec is read, top to bottom, and then the files that it names. */
function byPlace(spec: SourceFile): (one: Diagnostic, other: Diagnostic) => number {
  const file = ({ span }: Diagnostic): string => (span.file === spec ? "" : span.file.path);
  return (one, other) => {
    const [path, otherPath] = [file(one), file(other)];
    return path === otherPath ? one.span.start - other.span.start : path < otherPath ? -1 : 1;
  };
}

function readDocument({ file }: SpecInput, diagnostics: Diagnostics): ReadSpec {
  const document = parseSpec(file, diagnostics); //              YAML text   → SpecDocument
  diagnostics.stopOnErrors();
  const spec = validateSpec(document, diagnostics); //           JSON Schema → StackSpec
  diagnostics.stopOnErrors();
  return { document, spec };
}

function compileEnvironment({ document, spec }: ReadSpec, environment: string, files: SpecFiles, diagnostics: Diagnostics) {
  const stack = resolveStack(spec, document, environment, diagnostics); // overrides, defaults → ResolvedStack
  diagnostics.stopOnErrors();
  return compileResolved(stack, files, diagnostics);
}

function compileResolved(stack: ResolvedStack, files: SpecFiles, diagnostics: Diagnostics): Omit<Compilation, "warnings"> {
  checkProtectedStores(stack, diagnostics);
  const linked = linkStack(stack, files, diagnostics); //                  references, SQL     → StackGraph
  diagnostics.stopOnErrors();
  const graph = checkRules(linked.graph, stack, diagnostics); //           rules/              → the same graph
  diagnostics.stopOnErrors();
  return { graph, stack, selects: linked.selects };
}

/** The result; undefined when the spec has problems, which its diagnostics hold. */
function caught<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

/**
 * Each problem once, with the names of the environments that have it unless all do. Environments that an earlier phase stopped do not count: what they
 * have is not known.
 */
function mergeEnvironments(found: readonly Diagnostics[]): Diagnostic[] {
  const merged = new Map<string, { readonly diagnostic: Diagnostic; readonly phase: number; readonly environments: Set<string> }>();
  for (const own of found) {
    for (const diagnostic of own.all) {
      const { span, code, message, environment } = diagnostic;
      const identity = JSON.stringify([span.file.path, span.start, span.end, code, message]);
      const entry = merged.get(identity) ?? { diagnostic, phase: own.phaseOf(diagnostic), environments: new Set<string>() };
      if (environment !== undefined) entry.environments.add(environment);
      merged.set(identity, entry);
    }
  }
  return [...merged.values()].map(({ diagnostic: { environment, ...shared }, phase, environments }) => {
    const known = found.filter((own) => own.hasReached(phase)).length;
    return environment === undefined || environments.size === known ? shared : { ...shared, environment: [...environments].join(", ") };
  });
}
