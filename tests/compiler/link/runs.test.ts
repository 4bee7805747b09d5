import { describe, expect, test } from "vitest";
import type { Run, Step } from "../../../compiler";
import { graphOf, problemsOf } from "../spec-text";

const base = `
lake: { zones: { raw: {}, curated: { format: iceberg } } }
warehouse: { engine: aurora-postgresql }
sources:
  db: { type: postgresql, host: db.example, database: orders, secret: shop/db }
  web: { type: clickstream }
  drop: { type: s3, bucket: partner-drop, prefix: in/ }
ingestion:
  hourly: { from: sources.db, tables: { a: {}, b: {} }, to: lake.raw, schedule: { every: 1 hour } }
  nightly: { from: sources.db, tables: { c: {} }, to: lake.raw, schedule: { cron: "0 3 * * *", timezone: Europe/Berlin } }
  files: { from: sources.drop, to: lake.raw }
  events: { from: sources.web, to: lake.raw }
transforms:
`;

/** `name: reads`, each a transform of its own; with a `*` it goes to the warehouse, with a `!` it has a schedule. */
function stackOf(...lines: readonly string[]): [string, Record<string, string>] {
  const files: Record<string, string> = {};
  const transforms = lines.map((line) => {
    const [, name = "", marks = "", reads = ""] = /^(\w+)([*!]*): ?(.*)$/.exec(line) ?? [];
    files[`${name}.sql`] = `select ${reads
      .split(" ")
      .map((read) => `(select count(*) from {{ ref("${read}") }})`)
      .join(", ")}`;
    const schedule = marks.includes("!") ? `, schedule: { every: 1 day }` : "";
    return `  ${name}: { sql: ${name}.sql, to: ${marks.includes("*") ? "warehouse.marts" : "lake.curated"}${schedule} }`;
  });
  return [base + transforms.join("\n"), files];
}

function shown(step: Step): string {
  return step.kind === "ingestion" ? `in ${step.ingestion}` : step.kind === "transform" ? step.transform : `${step.kind} ${step.dataset}`;
}

function runsOf(...lines: readonly string[]): Record<string, string[]> {
  const runs = graphOf(...stackOf(...lines)).runs.filter(({ name }) => name !== "iceberg-maintenance");
  return Object.fromEntries(runs.map((run: Run) => [run.name, run.levels.map((level) => level.map(shown).join(", "))]));
}

describe("runs", () => {
  test("a run has everything that its start refreshes, in the order of the data", () => {
    expect(
      runsOf("one: lake.raw.a", "two: lake.curated.one lake.raw.b", "three: lake.raw.b", "four: lake.curated.two lake.curated.three"),
    ).toEqual({
      files: ["in files"],
      hourly: ["in hourly", "one, three", "two", "four"],
      nightly: ["in nightly"],
    });
  });

  test("a transform belongs to the run of every scheduled ancestor", () => {
    expect(runsOf("both: lake.raw.a lake.raw.c lake.raw.events", "after: lake.curated.both lake.raw.files")).toEqual({
      files: ["in files", "after"],
      hourly: ["in hourly", "both", "after"],
      nightly: ["in nightly", "both", "after"],
    });
  });

  test("a transform with a schedule starts a run of its own, with what follows it", () => {
    expect(runsOf("one: lake.raw.a", "own!: lake.curated.one", "after: lake.curated.own lake.raw.c")).toEqual({
      files: ["in files"],
      hourly: ["in hourly", "one"],
      nightly: ["in nightly", "after"],
      own: ["own", "after"],
    });
  });

  test("what feeds on a stream runs by its own schedule", () => {
    expect(runsOf("own!: lake.raw.events", "after: lake.curated.own")).toMatchObject({ own: ["own", "after"] });
  });

  test("copies are loaded before what reads them, once, after what makes them", () => {
    expect(
      runsOf(
        "one: lake.raw.a",
        "mart*: lake.curated.one lake.raw.b lake.raw.c",
        "second*: lake.raw.b warehouse.marts.mart",
        "own*!: lake.curated.one",
      ),
    ).toEqual({
      files: ["in files"],
      hourly: ["in hourly, load lake.raw.c", "load lake.raw.b, one", "load lake.curated.one", "mart", "second"],
      nightly: ["in nightly, load lake.curated.one, load lake.raw.b", "load lake.raw.c", "mart", "second"],
      own: ["load lake.curated.one", "own"],
    });
  });

  test("triggers say what the spec says", () => {
    const { runs } = graphOf(...stackOf("one: lake.raw.a"));
    expect(runs.map(({ name, pointer, trigger }) => ({ name, pointer, ...trigger }))).toEqual([
      { name: "files", pointer: "/ingestion/files", kind: "arrival", bucket: "partner-drop", prefix: "in/" },
      {
        name: "hourly",
        pointer: "/ingestion/hourly/schedule",
        kind: "schedule",
        expression: "rate(1 hour)",
        timezone: "UTC",
        text: "every 1 hour",
        recurrence: { everyMinutes: 60 },
      },
      {
        name: "iceberg-maintenance",
        pointer: "/lake",
        kind: "schedule",
        expression: "cron(0 2 * * ? *)",
        timezone: "UTC",
        text: "daily at 02:00 UTC, for the iceberg tables",
        recurrence: { cron: "0 2 * * *" },
      },
      {
        name: "nightly",
        pointer: "/ingestion/nightly/schedule",
        kind: "schedule",
        expression: "cron(0 3 * * ? *)",
        timezone: "Europe/Berlin",
        text: "0 3 * * * Europe/Berlin",
        recurrence: { cron: "0 3 * * *" },
      },
    ]);
  });

  test("an ingestion and a transform of one name start two runs", () => {
    const runs = runsOf("hourly!: lake.raw.c");
    expect(Object.keys(runs)).toEqual(["files", "hourly", "hourly-transform", "nightly"]);
  });

  test("iceberg tables are maintained, views are not", () => {
    const [text, files] = stackOf("one: lake.raw.a", "two: lake.raw.b");
    const graph = graphOf(text.replace("two: {", "two: { materialize: view,"), files);
    expect(graph.maintenance).toEqual([
      {
        dataset: "lake.curated.one",
        pointer: "/transforms/one",
        database: "shop_dev_curated",
        table: "one",
        statements: [
          "alter table `shop_dev_curated`.`one` set tblproperties ('vacuum_max_snapshot_age_seconds' = '432000')",
          "optimize shop_dev_curated.one rewrite data using bin_pack",
          "vacuum shop_dev_curated.one",
        ],
      },
    ]);
    expect(graph.runs.find(({ name }) => name === "iceberg-maintenance")?.levels).toEqual([
      [{ kind: "maintenance", dataset: "lake.curated.one" }],
    ]);
    expect(graphOf(...stackOf("mart*: lake.raw.a")).runs.map(({ name }) => name)).toEqual(["files", "hourly", "nightly"]);
  });

  test("problems of schedules stand where they are written", () => {
    const text = `
lake: { zones: { raw: {} } }
sources: { db: { type: postgresql, host: db.example, database: orders, secret: shop/db } }
ingestion:
  a: { from: sources.db, tables: { a: {} }, to: lake.raw, schedule: { cron: "0 0 13 * 5", timezone: Europe/Berln } }
  b: { from: sources.db, tables: { b: {} }, to: lake.raw, schedule: { every: 0 minutes, timezone: UTC } }
transforms: { t: { sql: t.sql, to: lake.raw } }`;
    expect(problemsOf(text, { "t.sql": `select * from {{ ref("lake.raw.a") }}` })).toEqual([
      "5:78 invalid-schedule: Cron runs on the days of the month and on the days of the week together, which Amazon EventBridge cannot say: write * in one of the two, or make two schedules.",
      '5:101 invalid-schedule: There is no time zone "Europe/Berln": write a name such as Europe/Berlin or UTC. Did you mean "Europe/Berlin"?',
      '6:78 invalid-schedule: "0 minutes" never comes: write at least 1 minute.',
      "6:99 invalid-schedule: A time zone belongs to cron: intervals and arrivals know no clock; remove it.",
    ]);
  });
});
