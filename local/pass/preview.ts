import { quoteTable } from "../../compiler/sql/quote";
import type { StackGraph, Transform } from "../../compiler";
import type { StepReport } from "../events";
import { duckdbProblem } from "../lake/duckdb-problem";
import type { LocalStack } from "../local-stack";
import { RunProblem } from "../problem";
import { databaseReason, isRefusal, warehouseProblem } from "../warehouse/copy/warehouse-problem";

/** The first rows of a table, as text; null is NULL. */
export interface Preview {
  readonly dataset: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Why there are no rows: a view fails when it is read, after it was made. */
  readonly problem?: string;
}

const mostTables = 2;
const mostRows = 5;

/** The first rows of what the stack is for: what its transforms made and no other one of the pass read, the last of them. */
export async function previewResults(stack: LocalStack, steps: readonly StepReport[]): Promise<readonly Preview[]> {
  const previews: Preview[] = [];
  for (const transform of finalTransforms(stack.compilation.graph, steps)) {
    const { dataset } = transform;
    const [read, problemOf] = transform.target.store === "lake" ? [readLake, duckdbProblem] : [readWarehouse, readingProblem];
    const rows = await read(stack, transform).catch((error: unknown): Rows => {
      const problem = problemOf(error, `${dataset} cannot be read`);
      if (!(problem instanceof RunProblem)) throw problem;
      return { columns: [], rows: [], problem: problem.message };
    });
    previews.push({ dataset, ...rows });
  }
  return previews;
}

/** In the order of the steps. */
function finalTransforms({ transforms }: StackGraph, steps: readonly StepReport[]): readonly Transform[] {
  const made = steps
    .filter(({ status, node }) => status === "done" && node !== "load")
    .flatMap(({ dataset }) => transforms.filter((transform) => transform.dataset === dataset));
  const read = new Set(made.flatMap(({ reads }) => reads));
  return made.filter(({ dataset }) => !read.has(dataset)).slice(-mostTables);
}

type Rows = Omit<Preview, "dataset">;

async function readLake({ lake }: LocalStack, { dataset }: Transform): Promise<Rows> {
  const connection = await lake.connect();
  try {
    const first = `select * from ${lake.relation(dataset)} order by all limit ${mostRows}`;
    const result = await connection.runAndReadAll(`select cast(columns(*) as varchar) from (${first})`);
    return { columns: result.columnNames(), rows: result.getRows() as (string | null)[][] };
  } finally {
    connection.closeSync();
  }
}

async function readWarehouse(stack: LocalStack, { target, table }: Transform): Promise<Rows> {
  const schema = stack.compilation.graph.warehouse?.schemas.find(({ name }) => name === target.name)?.sqlName as string;
  const client = await (await stack.warehouse()).connect();
  const read = (order: string) =>
    client.query<(string | null)[]>({
      text: `select * from ${quoteTable(schema, table)} as result ${order} limit ${mostRows}`,
      rowMode: "array",
      types: { getTypeParser: () => (text: string) => text },
    });
  try {
    const { fields, rows } = await read("order by result").catch((error: unknown) => {
      // json and the shapes have no order.
      if ((error as { readonly code?: string }).code === "42883") return read("");
      throw error;
    });
    return { columns: fields.map(({ name }) => name), rows };
  } finally {
    await client.end();
  }
}

function readingProblem(error: unknown, what: string): unknown {
  if (!isRefusal(error)) return warehouseProblem(what, error);
  return new RunProblem(`${what}: ${databaseReason(error)}.`, undefined, { cause: error });
}
