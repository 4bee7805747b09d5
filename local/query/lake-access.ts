import type { Dataset, StackGraph } from "../../compiler";
import { RunProblem } from "../problem";

/**
 * Holds a group to what its policies in the cloud let it read in the lake: files on this machine know no groups. Who reads a view reads what is behind
 * it, as in Athena.
 */
export function refuseUnreadable(graph: StackGraph, group: string, named: readonly Dataset[]): void {
  const grants = graph.groups.find(({ name }) => name === group)?.lake ?? [];
  const refused = behindViews(graph, named).filter(
    ({ container, table }) =>
      container.store === "lake" && !grants.some((grant) => grant.zone === container.name && (grant.table ?? table) === table),
  );
  if (refused.length === 0) return;
  const granted = grants.map(({ zone, table }) => (table === undefined ? `lake.${zone}` : `lake.${zone}.${table}`));
  throw new RunProblem(
    `The group ${group} may not read ${refused.map(({ id }) => id).join(", ")}: access.${group} grants ${granted.length === 0 ? "nothing of the lake" : granted.join(", ")}.`,
  );
}

/** The datasets, and what the views among them read. */
function behindViews({ datasets, transforms }: StackGraph, named: readonly Dataset[]): readonly Dataset[] {
  const read = new Set(named);
  for (const { id, container } of read) {
    if (container.store !== "lake") continue;
    const view = transforms.find(({ dataset, materialization }) => dataset === id && materialization.kind === "view");
    for (const dataset of datasets) if (view?.reads.includes(dataset.id)) read.add(dataset);
  }
  return [...read];
}
