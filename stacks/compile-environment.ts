import { compileStack, SpecError, type Compilation, type Diagnostic, type SpecInput } from "../compiler";
import { dottedPath } from "../compiler/source/pointer";
import type { LimitProblem } from "./limit-problem";
import { groupLimitProblems } from "./provision/access";
import { networkLimitProblems } from "./provision/network";
import { runLimitProblems } from "./provision/runs";

/**
 * Compiles one environment of a spec, and holds what would be made of it against the limits of its services: a policy or a state machine that is too
 * large is found before the first resource.
 *
 * @throws SpecError - When the spec has problems, or makes something that is too large.
 */
export function compileEnvironment(input: SpecInput, environment: string): Compilation {
  const compilation = compileStack(input, environment);
  const problems = [
    ...runLimitProblems(compilation.graph),
    ...groupLimitProblems(compilation.graph),
    ...networkLimitProblems(compilation.graph),
  ];
  if (problems.length > 0) throw new SpecError(problems.map((problem) => diagnosticOf(problem, compilation)));
  return compilation;
}

function diagnosticOf({ pointer, message }: LimitProblem, { stack }: Compilation): Diagnostic {
  return {
    code: "too-large",
    severity: "error",
    message,
    path: dottedPath(pointer),
    span: stack.locate(pointer, "key"),
    related: [],
    suggestions: [],
  };
}
