import type { Dataset, StackGraph } from "../../compiler";
import { RunProblem } from "../problem";

/** Holds a group to what its policies in the cloud let it read in the lake: files on this machine know no groups. */
export function refuseUnreadable({ groups }: StackGraph, group: string, datasets: readonly Dataset[]): void {
  const grants = groups.find(({ name }) => name === group)?.lake ?? [];
  const refused = datasets.filter(
    ({ container, table }) =>
      container.store === "lake" && !grants.some((grant) => grant.zone === container.name && (grant.table ?? table) === table),
  );
  if (refused.length === 0) return;
  const granted = grants.map(({ zone, table }) => (table === undefined ? `lake.${zone}` : `lake.${zone}.${table}`));
  throw new RunProblem(
    `The group ${group} may not read ${refused.map(({ id }) => id).join(", ")}: access.${group} grants ${granted.length === 0 ? "nothing of the lake" : granted.join(", ")}.`,
  );
}
