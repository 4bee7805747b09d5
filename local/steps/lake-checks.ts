import type { DuckDBConnection } from "@duckdb/node-api";
import type { Check } from "../../compiler";
import { queryRows } from "../lake/duckdb";
import { duckdbProblem } from "../lake/duckdb-problem";
import { shownRows, type CheckResult } from "./step";

/** Runs all checks of a transform of the lake: one that fails does not stop the others. */
export async function runLakeChecks(connection: DuckDBConnection, checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await runCheck(connection, check));
  return results;
}

async function runCheck(connection: DuckDBConnection, { name, sql }: Check): Promise<CheckResult> {
  const offending = `(\n${sql}\n) as offending`;
  try {
    const [counted] = await queryRows(connection, `select cast(count(*) as double) as failures from ${offending}`);
    const failures = Number(counted?.["failures"]);
    if (failures === 0) return { name, failures, rows: [] };
    // In an order that stays, so that two runs show the same rows.
    const first = `select * from ${offending} order by all limit ${shownRows}`;
    const rows = await queryRows<Record<string, string | null>>(connection, `select cast(columns(*) as varchar) from (${first})`);
    return { name, failures, rows };
  } catch (error) {
    return { name, failures: 0, rows: [], problem: duckdbProblem(error, `The check ${name} cannot run`).message };
  }
}
