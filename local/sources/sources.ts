import type { DatabaseIngestion, FileIngestion, IngestedTable, StreamIngestion } from "../../compiler";
import type { ObjectSource, RowSource } from "./row-source";

/** Where every source's data comes from on this machine: samples beside the spec, or what `--source <name>=<place>` says. */
export interface Sources {
  /** @throws RunProblem - When there is nothing to take the table from: the message says which files were looked for, and the option. */
  tableRows(ingestion: DatabaseIngestion, table: IngestedTable): RowSource;
  /** @throws RunProblem - As above. */
  files(ingestion: FileIngestion): ObjectSource;
  /** The sample events of a stream, which a run takes once; undefined when there are none: a stream needs no sample. */
  events(ingestion: StreamIngestion): ObjectSource | undefined;
}
