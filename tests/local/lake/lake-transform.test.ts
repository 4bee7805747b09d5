import { afterEach, describe, expect, it } from "vitest";
import type { Transform } from "../../../compiler";
import { runLakeTransform } from "../../../local/steps/lake-transform";
import type { StepContext, StepResult } from "../../../local/steps/step";
import { LakeFolder, lakeSpec, problemOf } from "./lake-folder";

const orders = "lake.raw.orders";
const orderRows = "select * from (values (1, 'x', 10.5), (2, 'y', 20.0), (3, null, -1.0)) t(order_id, city, amount)";

let folder: LakeFolder;
afterEach(() => folder.remove());

let runs = 0;

/** Runs the only transform of the spec, once, with the orders in the lake. */
async function openWith(transform: string, sql: string): Promise<void> {
  folder = new LakeFolder(`${lakeSpec}transforms:\n  daily: { sql: daily.sql, to: lake.curated, ${transform} }\n`, { "daily.sql": sql });
  await folder.open();
  await folder.lake.replaceTable(orders, "snapshot=a", folder.rows(orderRows));
}

function runDaily(change: Partial<Transform> = {}): Promise<StepResult> {
  const { compilation, lake, state } = folder;
  const [transform] = compilation.graph.transforms;
  if (!transform) throw new Error("the spec has a transform");
  const unused = (): never => {
    throw new Error("a transform of the lake needs only the lake");
  };
  const sources = { tableRows: unused, files: unused, events: unused };
  const stack = { compilation, lake, state, folder: folder.parent, sources, warehouse: unused };
  const context: StepContext = {
    stack,
    run: `0abcdefgh${String(++runs).padStart(7, "0")}`,
    loadDate: "2026-01-31",
    progress: () => undefined,
  };
  return runLakeTransform(context, { ...transform, ...change });
}

/** The problem of a run with the text that it points at, as `daily.sql:<line>:<column> <text>`. */
async function placeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  const place = (
    error as {
      place?: { file: { path: string; text: string; position(at: number): { line: number; column: number } }; start: number; end: number };
    }
  ).place;
  if (!place) return "nowhere";
  const { line, column } = place.file.position(place.start);
  return `${place.file.path}:${line}:${column} ${place.file.text.slice(place.start, place.end)}`;
}

describe("a table", () => {
  it("is made anew by each run, in a folder of the run", async () => {
    await openWith(
      "materialize: table",
      `select city as "City", sum(amount) as total from {{ ref("lake.raw.orders") }} group by city -- per city`,
    );
    expect(await runDaily()).toEqual({ rows: 3, bytes: expect.any(Number), checks: [] });
    await folder.lake.replaceTable(orders, "snapshot=b", folder.rows("select 'z' as city, 1.25 as amount"));
    await runDaily();
    expect(await folder.read("lake.curated.daily")).toEqual([{ city: "z", total: "1.25" }]);
    expect(folder.files().filter((file) => file.startsWith("curated/daily/0abcdefgh"))).toHaveLength(2);
  });

  it("of nothing is empty, with its columns", async () => {
    await openWith("materialize: table", `select order_id from {{ ref("lake.raw.orders") }} where false`);
    expect(await runDaily()).toMatchObject({ rows: 0 });
    expect(await folder.read("lake.curated.daily")).toEqual([]);
    expect(folder.lake.entry("lake.curated.daily")?.columns).toEqual([{ name: "order_id", type: "INTEGER" }]);
  });

  it("waits for what it reads, but not for the first event", async () => {
    await openWith("materialize: table", `select * from {{ ref("lake.raw.orders") }}`);
    await folder.lake.dropTable(orders);
    expect(await problemOf(runDaily())).toBe("lake.raw.orders has no rows yet and no columns: ingestion.orders makes it, run that first.");
    folder.remove();
    await openWith("materialize: table, schedule: { every: 1 hour }", `select page, load_date from {{ ref("lake.raw.events") }}`);
    expect(await runDaily()).toMatchObject({ rows: 0 });
  });
});

describe("a select that fails", () => {
  const template = `{% set columns = ["order_id", "city"] %}\n-- é 😀\nselect\n{% for column in columns %}  {{ column }},\n{% endfor %}`;

  it.each([
    ["  nothere as a", "daily.sql:5:15 nothere", 'Referenced column "nothere" not found in FROM clause!'],
    ["  'é😀' as \"é\", nothere as a", "daily.sql:5:29 nothere", 'Referenced column "nothere" not found'],
    ["  nofunction(city) as a", "daily.sql:5:15 nofunction", "Scalar Function with name nofunction does not exist!"],
    ["  cast(city as integer) as a", "daily.sql:5:15 cast", "Could not convert string 'x' to INT32"],
    [
      "  amount + date '2026-01-01' as a",
      "daily.sql:5:22 +",
      "No function matches the given name and argument types '+(DECIMAL(3,1), DATE)'.",
    ],
    ["  sum(amount) as a", "daily.sql:4:33 c", 'column "order_id" must appear in the GROUP BY clause'],
  ])("with %s points into the file", async (column, place, message) => {
    await openWith("materialize: table", `${template}${column}\nfrom {{ ref("lake.raw.orders") }}\n`);
    const problem = await problemOf(runDaily());
    expect(problem).toContain(`lake.curated.daily cannot be written: ${message}`);
    expect(problem).not.toContain("\n");
    expect(await placeOf(runDaily())).toBe(place);
  });

  it("as a view points into the file, before anything is replaced", async () => {
    await openWith("materialize: view", `select order_id,\n  nothere from {{ ref("lake.raw.orders") }}`);
    expect(await placeOf(runDaily())).toBe("daily.sql:2:3 nothere");
    expect(folder.lake.entry("lake.curated.daily")).toBeUndefined();
  });

  it("within another view or a macro points nowhere", async () => {
    await openWith("materialize: table", `select text as id from {{ ref("lake.raw.refunds") }}                        where 1 = 1`);
    await folder.lake.replaceView("lake.raw.refunds", `select cast(city as integer) as text from ${folder.lake.relation(orders)}`);
    expect(await problemOf(runDaily())).toContain("Could not convert string 'x' to INT32");
    expect(await placeOf(runDaily())).toBe("nowhere");
  });
});

describe("an incremental table", () => {
  const rowsOf = (values: string): string => `select * from (values ${values}) t(order_id, city, amount)`;

  async function openIncremental(sql = `select order_id, city, amount from {{ ref("lake.raw.orders") }}`): Promise<void> {
    await openWith("materialize: { incremental: [order_id] }", sql);
  }

  it("keeps rows that the select lacks, and replaces those whose key comes", async () => {
    await openIncremental();
    expect(await runDaily()).toMatchObject({ rows: 3 });
    await folder.lake.replaceTable(orders, "snapshot=b", folder.rows(rowsOf("(2, 'new', 5.0), (9, 'w', 1.0)")));
    expect(await runDaily()).toEqual({ rows: 2, bytes: expect.any(Number), checks: [] });
    expect(await folder.read("lake.curated.daily")).toEqual([
      { order_id: 1, city: "x", amount: "10.5" },
      { order_id: 2, city: "new", amount: "5.0" },
      { order_id: 3, city: null, amount: "-1.0" },
      { order_id: 9, city: "w", amount: "1.0" },
    ]);
  });

  it("refuses several rows for a key, on the first run too", async () => {
    await openIncremental();
    await folder.lake.replaceTable(orders, "snapshot=b", folder.rows(rowsOf("(1, 'x', 1.0), (1, 'y', 2.0)")));
    expect(await problemOf(runDaily())).toContain(
      'one key has several rows in the select, and a merge needs one row for each ("order_id")',
    );
    expect(folder.lake.entry("lake.curated.daily")).toBeUndefined();
  });

  it("keeps its columns: it needs all of them, and leaves out others", async () => {
    await openIncremental(`select * from {{ ref("lake.raw.orders") }}`);
    await runDaily();
    await folder.lake.replaceTable(
      orders,
      "snapshot=b",
      folder.rows("select 1 as order_id, 'new' as city, 1.0::decimal(3,1) as amount, 7 as later"),
    );
    expect((await runDaily()).notes).toEqual([
      '"later" of the select is not in lake.curated.daily, whose columns stay as they are: --reset makes the table anew',
    ]);
    expect((await folder.read("lake.curated.daily"))[0]).toEqual({ order_id: 1, city: "new", amount: "1.0" });
    await folder.lake.replaceTable(orders, "snapshot=c", folder.rows("select 1 as order_id, 'new' as city"));
    expect(await problemOf(runDaily())).toContain(
      'the table has "amount", and the select has not; a merge needs every column of the table',
    );
  });

  it("points into the file also where it takes only some columns", async () => {
    await openIncremental(`select *,\n  cast(city as integer) as number from {{ ref("lake.raw.orders") }}`);
    await folder.lake.replaceTable("lake.curated.daily", "0abcdefgh0000000", folder.rows("select 1 as order_id, 5 as number"));
    expect(await placeOf(runDaily())).toBe("daily.sql:2:3 cast");
  });

  it("takes the place of a view", async () => {
    await openIncremental();
    await folder.lake.replaceView("lake.curated.daily", "select 1 as other");
    await runDaily();
    expect(Object.keys((await folder.read("lake.curated.daily"))[0] ?? {})).toEqual(["order_id", "city", "amount"]);
  });
});

describe("checks", () => {
  it("tell how many rows should not be, and show some, of the table that is replaced by then", async () => {
    await openWith(
      `checks: [{ not_null: [city] }, { unique: [order_id] }, { sql: 'select order_id, amount from {{ ref("lake.curated.daily") }} where amount > 0' }, { accepted_values: { city: [x, y] } }]`,
      `select * from {{ ref("lake.raw.orders") }}`,
    );
    await folder.lake.replaceTable(
      orders,
      "snapshot=b",
      folder.rows("select range as order_id, case when range > 0 then 'x' end as city, range * 1.5 as amount from range(8)"),
    );
    const { rows, checks } = await runDaily();
    expect(rows).toBe(8);
    expect(checks).toEqual([
      { name: "not_null city", failures: 1, rows: [{ order_id: "0", city: null, amount: "0.0" }] },
      { name: "unique order_id", failures: 0, rows: [] },
      {
        name: "sql 1",
        failures: 7,
        rows: [1, 2, 3, 4, 5].map((id) => ({ order_id: String(id), amount: (id * 1.5).toFixed(1) })),
      },
      { name: "accepted_values city", failures: 0, rows: [] },
    ]);
    expect(await folder.read("lake.curated.daily")).toHaveLength(8);
  });

  it("that cannot run do not stop the others", async () => {
    await openWith("checks: [{ not_null: [nothere, city] }]", `select * from {{ ref("lake.raw.orders") }}`);
    const { checks = [] } = await runDaily();
    expect(checks.map(({ name, failures, problem }) => [name, failures, problem?.replace(/Candidate.*/, "…")])).toEqual([
      ["not_null nothere", 0, 'The check not_null nothere cannot run: Referenced column "nothere" not found in FROM clause! …'],
      ["not_null city", 1, undefined],
    ]);
  });
});
