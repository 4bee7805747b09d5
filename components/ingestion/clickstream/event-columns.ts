/** A column of a table of the Glue catalog. */
export interface EventColumn {
  readonly name: string;
  /** As the Glue catalog spells it. */
  readonly type: string;
}

/** A field of the events that becomes a column. */
export interface DeclaredColumn {
  readonly name: string;
  /** `string`, `integer`, `bigint`, `double`, `boolean`, `date` or `timestamp`. */
  readonly type: string;
}

/** Catalog's name of a type, where it is another one. */
const catalogTypes: Readonly<Record<string, string>> = { integer: "int" };

/** What every event has, whatever the page sends. */
const ownColumns: readonly EventColumn[] = [
  { name: "event_id", type: "string" },
  { name: "received_at", type: "timestamp" },
];

/** The columns of a stream's table: its own, then the declared ones, or `payload`, the event's JSON as text, without any. */
export function eventColumns(declared: readonly DeclaredColumn[] | undefined): readonly EventColumn[] {
  const others = declared?.map(({ name, type }) => ({ name, type: catalogTypes[type] ?? type }));
  return [...ownColumns, ...(others ?? [{ name: "payload", type: "string" }])];
}

/** Column by which the table is partitioned: the day on which the events were delivered, in UTC. */
export const partitionColumn: EventColumn = { name: "load_date", type: "date" };

/**
 * Lets Athena find the days without a call for each: the same as the tables that jobs make (`batch_partitioning` in components/jobs/datastack_jobs.py).
 *
 * @param location - `s3://<bucket>/<table>`.
 */
export function partitionProjection(location: string): Record<string, string> {
  const { name } = partitionColumn;
  return {
    "projection.enabled": "true",
    [`projection.${name}.type`]: "date",
    [`projection.${name}.format`]: "yyyy-MM-dd",
    [`projection.${name}.range`]: "2020-01-01,NOW",
    "storage.location.template": `${location}/${name}=\${${name}}`,
  };
}
