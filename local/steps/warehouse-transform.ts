import type { Client, QueryResult } from "pg";
import type { Check, Transform } from "../../compiler";
import { RunProblem } from "../problem";
import { inTransaction, withWarehouse } from "../warehouse/copy/transaction";
import { databaseReason, isRefusal } from "../warehouse/copy/warehouse-problem";
import { placeInSelect } from "../warehouse/copy/statement-place";
import { shownRows, type CheckResult, type StepContext, type StepResult } from "./step";

/**
 * Runs the statements of a warehouse transform in one transaction, then its checks. Checks follow the commit: they tell about the table that readers
 * see.
 *
 * @throws RunProblem - When PostgreSQL refuses a statement; it points into the SQL file where PostgreSQL says where.
 */
export async function runWarehouseTransform(context: StepContext, transform: Transform): Promise<StepResult> {
  return withWarehouse(await context.stack.warehouse(), transform.dataset, async (client) => {
    const rows = await inTransaction(client, () => runStatements(context, client, transform));
    const checks: CheckResult[] = [];
    for (const check of transform.checks) checks.push(await runCheck(client, check));
    return { rows, bytes: 0, checks };
  });
}

/** Returns the rows that were made. */
async function runStatements(context: StepContext, client: Client, transform: Transform): Promise<number> {
  let rows = 0;
  for (const statement of transform.statements) {
    const result = await runStatement(context, client, transform, statement);
    if (client.getTransactionStatus() !== "T")
      throw new RunProblem(
        `${transform.sqlFile} ended the transaction that all statements share: take \`commit\` and \`rollback\` out of it.`,
      );
    rows += madeRows(result);
  }
  return rows;
}

async function runStatement(context: StepContext, client: Client, transform: Transform, statement: string): Promise<QueryResult> {
  try {
    return await client.query(statement);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const locate = context.stack.compilation.selects.get(transform.name);
    const range = placeInSelect(statement, transform.select, error);
    const message = `${transform.sqlFile}: ${databaseReason(error)}; nothing was changed.`;
    throw new RunProblem(message, range && locate?.(range), { cause: error });
  }
}

/** What a statement inserted, or staged to be merged; the rows that `select` gave back are none. */
function madeRows({ command, fields, rowCount }: QueryResult): number {
  return (command === "INSERT" || command === "SELECT") && fields.length === 0 ? (rowCount ?? 0) : 0;
}

/** A check cannot change anything: its transaction is read only and rolled back. */
async function runCheck(client: Client, { name, sql }: Check): Promise<CheckResult> {
  // The line break ends a comment in the last line.
  const offending = `from (${sql}\n) as offending`;
  try {
    await client.query("begin read only");
    const counted = await client.query<{ failures: string }>(`select count(*) as failures ${offending}`);
    const failures = Number(counted.rows[0]?.failures);
    const rows = failures === 0 ? [] : await sampleRows(client, `select * ${offending} limit ${shownRows}`);
    return { name, failures, rows };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { name, failures: 0, rows: [], problem: databaseReason(error) };
  } finally {
    await client.query("rollback").catch(() => undefined);
  }
}

async function sampleRows(client: Client, text: string): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const asText = { getTypeParser: () => (value: string | null) => value };
  return (await client.query<Record<string, string | null>>({ text, types: asText })).rows;
}
