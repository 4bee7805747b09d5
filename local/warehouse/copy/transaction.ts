import type { Client } from "pg";
import type { LocalWarehouse } from "../warehouse";
import { warehouseProblem } from "./warehouse-problem";

/** Every value has one text, and no setting of a server or role ends the work in the middle. */
const sessionSettings = `set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; set extra_float_digits = 3;
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`;

/**
 * Works on a connection of its own; what it leaves open is rolled back.
 *
 * @param what - What is being written, for messages.
 * @throws RunProblem - When the warehouse refuses something or goes away.
 */
export async function withWarehouse<Result>(
  warehouse: LocalWarehouse,
  what: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  try {
    const client = await warehouse.connect();
    // A server that goes away is told by the query that waits for it.
    client.on("error", () => undefined);
    try {
      await client.query(sessionSettings);
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch (error) {
    throw warehouseProblem(what, error);
  }
}

/** Changes the warehouse in one transaction, all or nothing. */
export async function inTransaction<Result>(client: Client, change: () => Promise<Result>): Promise<Result> {
  await client.query("begin isolation level read committed");
  try {
    const result = await change();
    await client.query("commit");
    return result;
  } catch (error) {
    // The error is the news; where the connection is gone, so is the transaction.
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}
