import type { Load } from "../../compiler";
import { copyIn } from "../warehouse/copy/copy-in";
import { readColumns, withCsv, type CsvFile } from "../warehouse/copy/csv-file";
import { inTransaction, withWarehouse } from "../warehouse/copy/transaction";
import { applyGrants, replaceRows, WarehouseTable } from "../warehouse/copy/warehouse-table";
import { RunProblem } from "../problem";
import type { StepContext, StepResult } from "./step";

/**
 * Copies a lake table into the warehouse: all its rows in place of those of the copy, in one transaction.
 *
 * @throws RunProblem - When the lake has no such table yet, or the warehouse refuses the rows.
 */
export async function loadCopy(context: StepContext, load: Load): Promise<StepResult> {
  const { lake, compilation, state } = context.stack;
  if (!lake.entry(load.dataset)) {
    const producer = compilation.graph.datasets.find(({ id }) => id === load.dataset)?.producer ?? load.dataset;
    throw new RunProblem(`${load.dataset} is not in the lake yet, so there is nothing to copy: ${producer} makes it, run that first.`);
  }
  const connection = await lake.connect();
  try {
    const rows = { connection, relation: lake.relation(load.dataset), origin: load.dataset };
    const columns = await readColumns(connection, rows.relation, rows.origin);
    return await withCsv({ ...rows, columns }, state.scratch, (file) => replaceCopy(context, load, file));
  } finally {
    connection.closeSync();
  }
}

async function replaceCopy(context: StepContext, load: Load, file: CsvFile): Promise<StepResult> {
  const table = new WarehouseTable(load.schema, load.table);
  const rows = await withWarehouse(await context.stack.warehouse(), table.toString(), (client) =>
    inTransaction(client, async () => {
      const copied = await replaceRows(client, table, file.columns, [], (into) =>
        copyIn(client, file, into.sql, (bytes) => context.progress({ bytes })),
      );
      await client.query(`analyze ${table.sql}`);
      await applyGrants(client, table, load.grants);
      return copied;
    }),
  );
  return { rows, bytes: file.bytes };
}
