import type { SpecError, Span } from "../../compiler";
import type { StepProblem } from "../events";
import type { RunProblem } from "../problem";

/** What went wrong, when it is nothing that datastack itself did wrong; undefined for a bug. */
export function stepProblem(error: unknown): StepProblem | undefined {
  if (isNamed<RunProblem>(error, "RunProblem")) return placed(error.message, error.place);
  if (!isNamed<SpecError>(error, "SpecError")) return undefined;
  const first = error.diagnostics.find(({ severity }) => severity === "error");
  return first && placed(first.message, first.span);
}

function placed(message: string, span: Span | undefined): StepProblem {
  if (!span) return { message };
  return { message, span, place: { file: span.file.path, ...span.file.position(span.start) } };
}

/** By name, since every bundle has classes of its own. */
function isNamed<Named extends Error>(error: unknown, name: Named["name"]): error is Named {
  return error instanceof Error && error.name === name;
}
