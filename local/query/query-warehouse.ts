import { DatabaseError, type Client } from "pg";
import { RunProblem } from "../problem";
import type { ColumnKind, QueryResult } from "./query-result";

/** Type ids of smallint, integer, bigint, real, double precision and numeric (PostgreSQL's catalog `pg_type`). */
const numberTypes: readonly number[] = [21, 23, 20, 700, 701, 1700];

/** Type id of boolean, which PostgreSQL writes as one letter. */
const booleanType = 16;
const booleans: Readonly<Record<string, string>> = { t: "true", f: "false" };

/** Answers a select in a transaction that can change nothing; by a cursor, which reads no more rows than it gives. */
export async function queryWarehouse(client: Client, sql: string, limit: number | undefined): Promise<QueryResult> {
  try {
    await client.query("begin read only");
    await client.query(`declare answer no scroll cursor for ${sql}`);
    const { fields, rows } = await client.query<(string | null)[]>({
      text: `fetch ${limit ?? "all"} from answer`,
      rowMode: "array",
      types: { getTypeParser: (type: number) => (text: string) => (type === booleanType ? (booleans[text] ?? text) : text) },
    });
    return { columns: fields.map(({ name, dataTypeID }) => ({ name, kind: kindOf(dataTypeID) })), rows };
  } catch (error) {
    throw warehouseProblem(error);
  }
}

function kindOf(type: number): ColumnKind {
  if (type === booleanType) return "boolean";
  return numberTypes.includes(type) ? "number" : "text";
}

/** What PostgreSQL said; anything else is a bug. */
export function warehouseProblem(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const hint = error.hint === undefined ? "" : ` ${error.hint}`;
  return new RunProblem(`The warehouse answers: ${error.message} (${error.code ?? ""}).${hint}`, undefined, { cause: error });
}
