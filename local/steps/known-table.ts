import type { DatasetId } from "../../compiler";
import type { Intake, TableEntry } from "../lake/catalog";

/** What an ingestion finds of the table that it is going to fill. */
export interface KnownTable {
  /** What it took until now; undefined when all rows have to be taken. */
  readonly entry?: TableEntry & { readonly intake: Intake };
  /** There is another table in its place: the first rows replace it. */
  readonly replace: boolean;
  readonly notes: readonly string[];
}

/** How the ingestion fills the table now. */
export interface Filling {
  readonly dataset: DatasetId;
  readonly kind: TableEntry["kind"];
  readonly origin: string;
  readonly cursor?: string;
}

/** Whether the table was filled as it is now: rows of another place, or another layout, are no beginning of it. */
export function knownTable(entry: TableEntry | undefined, filling: Filling): KnownTable {
  if (!entry) return { replace: false, notes: [] };
  const { intake } = entry;
  const reason = otherFilling(entry, filling);
  if (intake && reason === undefined) return { entry: { ...entry, intake }, replace: false, notes: [] };
  return {
    replace: true,
    notes: [`${filling.dataset} ${reason ?? "was made otherwise"} before: all its rows are taken anew from ${filling.origin}`],
  };
}

function otherFilling({ intake, kind }: TableEntry, filling: Filling): string | undefined {
  if (intake && intake.origin !== filling.origin) return `came from ${intake.origin}`;
  if (intake && intake.cursor?.column !== filling.cursor)
    return `had ${intake.cursor ? `the cursor ${intake.cursor.column}` : "no cursor"}`;
  return kind === filling.kind ? undefined : "was kept otherwise";
}
