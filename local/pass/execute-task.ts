import { ingestFilesToLake } from "../steps/ingest-files-to-lake";
import { ingestFilesToWarehouse } from "../steps/ingest-files-to-warehouse";
import { ingestTableToLake } from "../steps/ingest-table-to-lake";
import { ingestTableToWarehouse } from "../steps/ingest-table-to-warehouse";
import { runLakeTransform } from "../steps/lake-transform";
import { landStream } from "../steps/land-stream";
import { loadCopy } from "../steps/load-copy";
import type { StepContext, StepResult } from "../steps/step";
import { runWarehouseTransform } from "../steps/warehouse-transform";
import type { Work } from "./tasks";

/** Does the work of one task. */
export function executeTask(context: StepContext, work: Work): Promise<StepResult> {
  switch (work.kind) {
    case "table":
      return (toLake(work.ingestion) ? ingestTableToLake : ingestTableToWarehouse)(context, work.ingestion, work.table);
    case "files":
      return (toLake(work.ingestion) ? ingestFilesToLake : ingestFilesToWarehouse)(context, work.ingestion);
    case "stream":
      return landStream(context, work.ingestion);
    case "load":
      return loadCopy(context, work.load);
    case "transform":
      return (toLake(work.transform) ? runLakeTransform : runWarehouseTransform)(context, work.transform);
  }
}

function toLake({ target }: { readonly target: { readonly store: "lake" | "warehouse" } }): boolean {
  return target.store === "lake";
}
