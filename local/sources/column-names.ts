import { RunProblem } from "../problem";

/**
 * The names as the lake's catalog and the warehouse have them: in lower case.
 *
 * @param place - What has the columns: begins the sentence of a problem.
 * @throws RunProblem - When two names become one.
 */
export function lowerCaseNames(place: string, names: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  return names.map((name) => {
    const lower = name.toLowerCase();
    const other = seen.get(lower);
    if (other !== undefined)
      throw new RunProblem(
        `${place}: the columns "${other}" and "${name}" become one, "${lower}", in lower case. Name one of them otherwise.`,
      );
    seen.set(lower, name);
    return lower;
  });
}
