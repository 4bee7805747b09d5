import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { StreamIngestion } from "../../compiler";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import type { Intake } from "../lake/catalog";
import { duckdbProblem } from "../lake/duckdb-problem";
import type { LocalStack } from "../local-stack";
import { newRunId } from "../run-id";
import { streamColumns, type TypedColumn } from "./stream-columns";

/** A file of records, each a line of JSON as the endpoint records it. */
export interface RecordFile {
  readonly path: string;
  /** Id of its batch in the table, and name of the file of its refused records. */
  readonly batch: string;
  /** The day on which its records come, `2026-01-31`. */
  readonly day: string;
  /** Saved with the rows. */
  readonly intake?: Intake;
  /** Leaves out events that the table has already, by their ids. */
  readonly onlyNew?: boolean;
}

export interface LandedRecords {
  readonly rows: number;
  readonly bytes: number;
  readonly refused?: RefusedRecords;
}

/** Records that do not fit their columns: no rows, but kept. */
export interface RefusedRecords {
  readonly count: number;
  readonly columns: readonly string[];
  /** The file that they are in. */
  readonly path: string;
}

/** Names that no declared column can have. */
const reason = quoteIdentifier("refused because");
const record = quoteIdentifier("refused record");
const landing = quoteIdentifier("landing records");

/**
 * Puts a file of records into the table of a stream, in the types of its columns. Those that do not fit go to a file of their own, below
 * `lake/<zone>/errors/<table>/`. The same file a second time changes nothing.
 */
export async function landRecords(stack: LocalStack, ingestion: StreamIngestion, file: RecordFile): Promise<LandedRecords> {
  const connection = await stack.lake.connect();
  try {
    const columns = streamColumns(ingestion);
    await connection.run(`create temp table ${landing} as ${typedRecords(file.path, columns)}`);
    const refused = await keepRefused(connection, stack, ingestion, file, columns);
    const written = await stack.lake.appendBatch(ingestion.dataset, file.batch, {
      connection,
      select: `select ${names(columns)} from ${landing} where ${reason} is null${onlyNew(stack, ingestion, file)}`,
      loadDate: file.day,
      ...withIntake(file.intake ?? stack.lake.entry(ingestion.dataset)?.intake),
    });
    return { ...written, ...(refused ? { refused } : {}) };
  } catch (error) {
    throw duckdbProblem(error, `Events of sources.${ingestion.source.name} cannot be put into ${ingestion.dataset}`);
  } finally {
    connection.closeSync();
  }
}

/** Makes the table with all its columns, as the cloud does before the first event comes. */
export async function ensureTable({ lake }: LocalStack, ingestion: StreamIngestion): Promise<void> {
  const entry = lake.entry(ingestion.dataset);
  const columns = streamColumns(ingestion);
  const existing = new Set(entry?.columns.map(({ name }) => name));
  if (columns.every(({ name }) => existing.has(name))) return;
  const connection = await lake.connect();
  try {
    const nothing = columns.map(({ name, lakeType }) => `cast(null as ${lakeType}) as ${quoteIdentifier(name)}`).join(", ");
    await lake.appendBatch(ingestion.dataset, newRunId(new Date()), {
      connection,
      select: `select ${nothing} where false`,
      ...withIntake(entry?.intake),
    });
  } finally {
    connection.closeSync();
  }
}

function withIntake(intake: Intake | undefined): { readonly intake?: Intake } {
  return intake === undefined ? {} : { intake };
}

/** The records with their columns typed; of those that do not fit also the line, and the names of the columns. */
function typedRecords(path: string, columns: readonly TypedColumn[]): string {
  const paths = columns.map(({ name }) => quoteLiteral(`$.${name}`)).join(", ");
  const values = columns.map(({ name, value }, index) => `${value(fieldText(index))} as ${quoteIdentifier(name)}`);
  const misfits = columns.map(
    ({ name, value }, index) =>
      `case when ${fieldText(index)} is not null and (${value(fieldText(index))}) is null then ${quoteLiteral(name)} end`,
  );
  return `with texts as (select line, case when json_valid(line) then json_extract_string(line, [${paths}]) end as fields from ${lines(path)}),
    typed as (select ${values.join(", ")}, case when fields is null then '' else nullif(concat_ws(', ', ${misfits.join(", ")}), '') end as ${reason}, line from texts)
    select ${names(columns)}, ${reason}, case when ${reason} is not null then line end as ${record} from typed`;
}

/** Of a string what it says, of other values their JSON; NULL for null. */
function fieldText(index: number): string {
  return `fields[${index + 1}]`;
}

/** JSON has no control characters, so none of these ends a field or means a NULL. */
function lines(path: string): string {
  const options = `columns = {'line': 'VARCHAR'}, auto_detect = false, header = false, delim = chr(1), quote = '', escape = '', nullstr = chr(2)`;
  return `read_csv(${quoteLiteral(path)}, ${options}, max_line_size = 4000000)`;
}

function names(columns: readonly TypedColumn[]): string {
  return columns.map(({ name }) => quoteIdentifier(name)).join(", ");
}

function onlyNew({ lake }: LocalStack, { dataset }: StreamIngestion, file: RecordFile): string {
  return file.onlyNew && lake.entry(dataset)
    ? ` and event_id not in (select event_id from ${lake.relation(dataset)} where event_id is not null)`
    : "";
}

/** Before the others land: a crash in between leaves a file that the next try writes again. */
async function keepRefused(
  connection: DuckDBConnection,
  { state }: LocalStack,
  { target, table }: StreamIngestion,
  { batch, day }: RecordFile,
  columns: readonly TypedColumn[],
): Promise<RefusedRecords | undefined> {
  const found = await connection.runAndReadAll(
    `select count(*)::INTEGER as count, string_agg(distinct ${reason}, ', ') as misfits from ${landing} where ${reason} is not null`,
  );
  const [{ count, misfits } = { count: 0, misfits: null }] = found.getRowObjectsJson() as { count: number; misfits: string | null }[];
  if (count === 0) return undefined;
  const path = join(state.lake, target.name, "errors", table, day, `${batch}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  await connection.run(
    `copy (select case when ${reason} = '' then 'no JSON' else 'does not fit: ' || ${reason} end as "errorMessage", ${record} as "rawData"
       from ${landing} where ${reason} is not null) to ${quoteLiteral(`${path}.part`)} (format json)`,
  );
  renameSync(`${path}.part`, path);
  const concerned = new Set(misfits?.split(", "));
  return { count, columns: columns.map(({ name }) => name).filter((name) => concerned.has(name)), path };
}
