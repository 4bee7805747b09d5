import type { DuckDBConnection } from "@duckdb/node-api";
import type { Client } from "pg";
import { quoteIdentifier, quoteLiteral } from "../../../compiler/sql/quote";
import type { CursorPosition, SourceRows } from "../../sources/row-source";
import { copyIn } from "./copy-in";
import { readRows, withCsv, type CopiedColumn } from "./csv-file";
import { originOf, otherOriginNote } from "./origin";
import { growTable } from "./grow-table";
import { columnsOf, dropTable, fits, lockTable, type TableColumns, type WarehouseTable } from "./warehouse-table";

/** A table that grows by the rows from a cursor on. */
export interface NewRows {
  readonly connection: DuckDBConnection;
  readonly target: WarehouseTable;
  readonly key: readonly string[];
  readonly cursor: string;
  readonly origin: string;
  readonly scratch: string;
  progress(update: { readonly bytes: number }): void;
  /** Gives the source's rows from a position on. */
  read<Result>(
    from: CursorPosition | undefined,
    use: (read: SourceRows, columns: readonly CopiedColumn[]) => Promise<Result>,
  ): Promise<Result>;
}

/** How far a table is: its greatest cursor, while any row has one. */
interface TableState {
  readonly isEmpty: boolean;
  readonly last?: string;
}

/**
 * Takes the rows from the greatest cursor of the table on, in the caller's transaction: those that it holds at that value are dropped, and the rest is
 * inserted, by key in place of the older rows.
 */
export async function copyNewRows(
  client: Client,
  rows: NewRows,
): Promise<{ readonly rows: number; readonly bytes: number; readonly notes: readonly string[] }> {
  const { target, cursor, origin } = rows;
  await lockTable(client, target);
  const before = await columnsOf(client, target);
  const formerOrigin = before && (await originOf(client, target));
  const isElsewhere = formerOrigin !== undefined && formerOrigin !== origin;
  const state = before && !isElsewhere ? await stateOf(client, rows, before) : { isEmpty: true };
  return rows.read(state.last === undefined ? undefined : { column: cursor, value: state.last }, async (read, found) => {
    if (isElsewhere) await emptyTable(client, rows, found);
    const created = (await columnsOf(client, target)) === undefined;
    const { connection } = rows;
    const columns = await growTable(client, target, { connection, relation: read.relation, columns: found, origin }, rows.key);
    if (created) await client.query(`create index on ${target.sql} (${quoteIdentifier(cursor)})`);
    const staged = await stageRows(client, rows, state, read, columns);
    if (state.last !== undefined) await dropPresent(client, rows, state.last, columns, before ?? new Map());
    return {
      rows: await insertStaged(client, rows, columns),
      bytes: read.bytes ?? staged.bytes,
      notes: [...(isElsewhere ? [otherOriginNote(formerOrigin, origin)] : []), ...staged.notes],
    };
  });
}

/** The cursor as the table compares it: text by its bytes, like the source. */
function compared({ cursor }: NewRows, type: string | undefined): string {
  return /^(text|character)/.test(type ?? "") ? `${quoteIdentifier(cursor)} collate "C"` : quoteIdentifier(cursor);
}

async function stateOf(client: Client, rows: NewRows, columns: TableColumns): Promise<TableState> {
  const { target, cursor } = rows;
  const name = quoteIdentifier(cursor);
  const newest = columns.has(cursor)
    ? `(select ${name}::text from ${target.sql} where ${name} is not null order by ${compared(rows, columns.get(cursor))} desc limit 1)`
    : "null";
  const answer = await client.query<{ last: string | null; empty: boolean }>(
    `select ${newest} as last, not exists (select from ${target.sql}) as empty`,
  );
  const { last = null, empty = true } = answer.rows[0] ?? {};
  return { isEmpty: empty, ...(last === null ? {} : { last }) };
}

/** Other rows of other columns may take the place. */
async function emptyTable(client: Client, { target }: NewRows, columns: readonly CopiedColumn[]): Promise<void> {
  if (fits((await columnsOf(client, target)) ?? new Map(), columns)) await client.query(`delete from ${target.sql}`);
  else await dropTable(client, target);
}

const stagedTable = 'pg_temp."datastack_staged"';

/** The rows of the window in a temporary table; rows without a cursor are taken into an empty table only. */
async function stageRows(
  client: Client,
  rows: NewRows,
  state: TableState,
  read: SourceRows,
  columns: readonly CopiedColumn[],
): Promise<{ readonly bytes: number; readonly notes: readonly string[] }> {
  const { connection, target, cursor, origin } = rows;
  const name = quoteIdentifier(cursor);
  const [[nulls] = []] = await readRows({ connection, origin }, `select (count(*) - count(${name}))::integer from ${read.relation}`);
  const relation = state.isEmpty ? read.relation : `${read.relation} where ${name} is not null`;
  const staged = `create temporary table ${quoteIdentifier("datastack_staged")} on commit drop as select ${names(columns)} from ${target.sql} with no data`;
  await client.query(staged);
  const bytes = await withCsv({ connection, relation, columns, origin }, rows.scratch, async (file) => {
    await copyIn(client, file, stagedTable, (sent) => rows.progress({ bytes: sent }));
    return file.bytes;
  });
  const taken = state.isEmpty ? "taken, in this first run only" : "not taken";
  return { bytes, notes: Number(nulls) === 0 ? [] : [`${String(nulls)} rows without a cursor "${cursor}": ${taken}`] };
}

/** Removes the staged rows at the last cursor that the table has, with their multiplicity; rows that came late remain. */
async function dropPresent(
  client: Client,
  rows: NewRows,
  last: string,
  columns: readonly CopiedColumn[],
  before: TableColumns,
): Promise<void> {
  const type = columns.find(({ name }) => name === rows.cursor)?.type ?? "";
  const known = `row(${names(columns.filter(({ name }) => before.has(name)))})::text`;
  const numbered = (mark: string, relation: string): string =>
    `select ${mark} ${known} as fingerprint, row_number() over (partition by ${known}) as number
     from ${relation} where ${compared(rows, type)} = ${quoteLiteral(last)}::${type}`;
  await client.query(
    `delete from ${stagedTable} where ctid in
      (select new.ctid from (${numbered("ctid,", stagedTable)}) as new join (${numbered("", rows.target.sql)}) as old
       on new.fingerprint = old.fingerprint and new.number = old.number)`,
  );
}

/** Inserts the staged rows; with a key, the newest of each key in place of the older row. Returns how many. */
async function insertStaged(client: Client, rows: NewRows, columns: readonly CopiedColumn[]): Promise<number> {
  const { target, key } = rows;
  const listed = names(columns);
  const insert = `insert into ${target.sql} (${listed})`;
  if (key.length === 0) return (await client.query(`${insert} select ${listed} from ${stagedTable}`)).rowCount ?? 0;
  const same = key.map((name) => `target.${quoteIdentifier(name)} = staged.${quoteIdentifier(name)}`).join(" and ");
  await client.query(`delete from ${target.sql} as target using ${stagedTable} as staged where ${same}`);
  const keys = key.map(quoteIdentifier).join(", ");
  const order = compared(rows, columns.find(({ name }) => name === rows.cursor)?.type);
  const newest = `select distinct on (${keys}) ${listed} from ${stagedTable} order by ${keys}, ${order} desc nulls last`;
  return (await client.query(`${insert} ${newest}`)).rowCount ?? 0;
}

function names(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => quoteIdentifier(name)).join(", ");
}
