import type { Dataset, StackGraph } from "../../compiler";
import { nearest } from "../../compiler/diagnostics/did-you-mean";
import { scanSql, type SqlToken } from "../../compiler/sql/scan";
import { takeSelect } from "../../compiler/sql/statement";
import { RunProblem } from "../problem";

/** A select in which datasets have the names of the spec. */
export interface NamedSelect {
  /** The datasets that it names, sorted. */
  readonly datasets: readonly Dataset[];
  /** The select with each dataset as an engine names it. */
  render(nameOf: (dataset: Dataset) => string): string;
}

/**
 * Finds the datasets in a select: `lake.raw.orders` and `warehouse.marts.daily_revenue`, as references are written in the spec. What else it names is
 * the engine's to know.
 *
 * @throws RunProblem - When it is not one select, or names a dataset that the stack does not have.
 */
export function readSelect(text: string, { datasets }: StackGraph): NamedSelect {
  const taken = takeSelect(text, "postgresql");
  if ("problem" in taken)
    throw new RunProblem(`A query is one select: ${taken.problem.message.replace("a transform is one select: ", "")}.`);
  const { select } = taken;
  const scanned = scanSql(select, "postgresql");
  const tokens = "tokens" in scanned ? scanned.tokens : [];
  const longestFirst = [...datasets].sort((left, right) => right.id.length - left.id.length);
  const places = tokens.flatMap((token, index) => {
    if (!startsReference(select, tokens, index)) return [];
    const dataset = longestFirst.find(
      ({ id }) =>
        select.slice(token.start, token.start + id.length).toLowerCase() === id.toLowerCase() &&
        !/[\w.-]/.test(select.charAt(token.start + id.length)),
    );
    if (!dataset) throw unknownDataset(select.slice(token.start), datasets);
    return [{ start: token.start, end: token.start + dataset.id.length, dataset }];
  });
  return {
    datasets: [...new Set(places.map(({ dataset }) => dataset))].sort((left, right) => (left.id < right.id ? -1 : 1)),
    render: (nameOf) => {
      let at = 0;
      const parts = places.map(({ start, end, dataset }) => {
        const part = select.slice(at, start) + nameOf(dataset);
        at = end;
        return part;
      });
      return parts.join("") + select.slice(at);
    },
  };
}

/** Whether a token is the store at the beginning of `store.container.table`: a column of an alias has one dot only. */
function startsReference(text: string, tokens: readonly SqlToken[], index: number): boolean {
  const token = tokens[index];
  if (token?.kind !== "word" || !/^(lake|warehouse)$/i.test(text.slice(token.start, token.end))) return false;
  const previous = tokens[index - 1];
  if (previous && text.startsWith(".", previous.start)) return false;
  return /^\.[\w-]+\.[\w"-]/.test(text.slice(token.end));
}

function unknownDataset(text: string, datasets: readonly Dataset[]): RunProblem {
  const name = /^[\w.-]*/.exec(text)?.[0] ?? "";
  const ids = datasets.map(({ id }) => id);
  const meant = nearest(name, ids);
  return new RunProblem(
    `There is no dataset "${name}". ${meant === undefined ? `The stack has ${ids.join(", ")}.` : `Did you mean "${meant}"?`}`,
  );
}
