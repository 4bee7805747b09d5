import type { Dataset } from "../model/graph";
import { sqlName } from "../model/names";
import type { TableGrantStatements } from "./grants";

/** Tells each table of the warehouse the statements of its grants. */
export function grantOnDatasets(datasets: readonly Dataset[], grants: TableGrantStatements): readonly Dataset[] {
  return datasets.map((dataset) => {
    const { container, table } = dataset;
    return container.store === "warehouse" ? { ...dataset, grants: grants.of(sqlName(container.name), table) } : dataset;
  });
}
