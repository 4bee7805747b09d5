import type { DuckDBConnection } from "@duckdb/node-api";
import type { Client } from "pg";
import { sqlName } from "../../compiler/model/names";
import type { DatabaseIngestion, IngestedTable } from "../../compiler";
import type { CursorPosition, RowSource, SourceRows } from "../sources/row-source";
import { copyIn } from "../warehouse/copy/copy-in";
import { readColumns, withCsv, type CopiedColumn } from "../warehouse/copy/csv-file";
import { copyNewRows } from "../warehouse/copy/new-rows";
import { rememberOrigin } from "../warehouse/copy/origin";
import { inTransaction, withWarehouse } from "../warehouse/copy/transaction";
import { applyGrants, replaceRows, WarehouseTable } from "../warehouse/copy/warehouse-table";
import type { StepContext, StepResult } from "./step";

/**
 * Takes a table of a database source into a table of the warehouse, in one transaction. What was taken is the table itself: with a cursor, rows from
 * its greatest value on are read, and those that the table has already are dropped; without one, all rows are replaced.
 *
 * @throws RunProblem - When the source cannot be read or the warehouse refuses the rows.
 */
export async function ingestTableToWarehouse(
  context: StepContext,
  ingestion: DatabaseIngestion,
  table: IngestedTable,
): Promise<StepResult> {
  const { stack } = context;
  const source = stack.sources.tableRows(ingestion, table);
  const target = new WarehouseTable(sqlName(ingestion.target.name), table.table);
  const grants = stack.compilation.graph.datasets.find(({ id }) => id === table.dataset)?.grants ?? [];
  const connection = await stack.lake.connect();
  try {
    const intake: TableIntake = { context, connection, source, table, target };
    const result = await withWarehouse(await stack.warehouse(), target.toString(), (client) =>
      inTransaction(client, async () => {
        const taken = await (table.cursor === undefined ? takeAllRows(intake, client) : takeNewRows(intake, client, table.cursor));
        await rememberOrigin(client, target, source.origin);
        await applyGrants(client, target, grants);
        return taken;
      }),
    );
    return { ...result, origin: source.origin };
  } finally {
    connection.closeSync();
  }
}

/** One table on its way. */
interface TableIntake {
  readonly context: StepContext;
  readonly connection: DuckDBConnection;
  readonly source: RowSource;
  readonly table: IngestedTable;
  readonly target: WarehouseTable;
}

async function takeAllRows(intake: TableIntake, client: Client): Promise<StepResult> {
  const { context, connection, source, table, target } = intake;
  return withSourceRows(intake, undefined, (read, columns) =>
    withCsv({ connection, relation: read.relation, columns, origin: source.origin }, context.stack.state.scratch, async (file) => {
      const rows = await replaceRows(client, target, columns, table.key, (into) =>
        copyIn(client, file, into.sql, (bytes) => context.progress({ bytes })),
      );
      return { rows, bytes: read.bytes ?? file.bytes };
    }),
  );
}

async function takeNewRows(intake: TableIntake, client: Client, cursor: string): Promise<StepResult> {
  const { context, connection, source, table, target } = intake;
  return copyNewRows(client, {
    connection,
    target,
    key: table.key,
    cursor,
    origin: source.origin,
    scratch: context.stack.state.scratch,
    progress: context.progress,
    read: (from, use) => withSourceRows(intake, from, use),
  });
}

async function withSourceRows<Result>(
  { connection, source }: TableIntake,
  from: CursorPosition | undefined,
  use: (read: SourceRows, columns: readonly CopiedColumn[]) => Promise<Result>,
): Promise<Result> {
  const read = await source.read(connection, from);
  try {
    return await use(read, await readColumns(connection, read.relation, source.origin));
  } finally {
    await read.close();
  }
}
