import { beforeEach, describe, expect, it } from "vitest";
import type { Run } from "../../../compiler/model/graph";
import { runDefinition } from "../../../components/transforms/state-machine";
import { FakeServices, queryFailed } from "./fake-services";
import { Abort, Clock, execute, ServiceError, type ExecutionResult } from "./interpreter";
import { arrival, clock as byClock, filesRun, maintenanceRun, ordersRun, sampleSetting } from "./sample-graph";

const machineArn = "arn:aws:states:eu-west-1:111111111111:stateMachine:shop-dev-orders";
const bucket = "shop-dev-curated-111111111111-eu-west-1";
const daily = "shop_dev_curated.orders_daily";

let clock: Clock;
let services: FakeServices;

beforeEach(() => {
  clock = new Clock();
  services = new FakeServices(clock);
});

interface StartOptions {
  readonly beforeState?: (state: string) => void;
}

/** Starts one execution that is alone. */
function start(run: Run, name: string, options: StartOptions = {}): Promise<ExecutionResult> {
  const startTime = new Date(clock.now).toISOString();
  services.running = () => [{ ExecutionArn: executionArn(name), StartDate: startTime }];
  return clock.run(
    execute({ definition: runDefinition(sampleSetting, run), machineArn, name, startTime, services: services.handle, clock, ...options }),
  );
}

function executionArn(name: string): string {
  return `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

describe("a whole run", () => {
  it("does its levels in order, with one id", async () => {
    const result = await start(ordersRun, "one");

    expect(result).toMatchObject({ status: "SUCCEEDED", output: {} });
    expect(services.jobs.map(({ name }) => name)).toEqual(["shop-dev-orders", "shop-dev-warehouse-load", "shop-dev-warehouse-statements"]);
    expect(new Set(services.jobs.map(({ run }) => run)).size).toBe(1);
    expect(services.jobs[0]?.run).toMatch(/^[0-9a-f]{16}$/);
    const order = ["ingestion.orders", "transforms.orders_clean: make", "transforms.big_orders: make", "transforms.orders_daily: make"];
    expect(result.states.filter((state) => order.includes(state))).toEqual(order);
  });

  it("tells the jobs of the warehouse what to do", async () => {
    await start(ordersRun, "one");

    const connection = { engine: "postgresql", host: "warehouse.internal", port: 5432, database: "dwh", secret: "shop/dwh" };
    expect(services.jobs.map(({ config }) => config)).toEqual([
      undefined,
      {
        files: "s3://shop-dev-jobs-111111111111-eu-west-1/unload/lake.curated.orders_clean",
        target: { connection, schema: "lake_curated" },
        dataset: "orders_clean",
      },
      { connection, program: "s3://shop-dev-jobs-111111111111-eu-west-1/programs/daily_revenue-12345678.json" },
    ]);
    const run = services.jobs[0]?.run ?? "";
    expect(services.queries).toContainEqual(expect.stringContaining(`/unload/lake.curated.orders_clean/${run}/'`));
  });

  it("counts the refresh of watched datasets, of several tables in one call", async () => {
    await start(ordersRun, "one");

    const refreshed = (dataset: string) => `DatasetRefreshed Stack=shop Environment=dev Dataset=${dataset}`;
    expect([...services.metrics].sort()).toEqual(
      ["lake.curated.orders_daily", "lake.raw.customers", "lake.raw.orders", "warehouse.marts.daily_revenue"].map(refreshed),
    );
    const calls = services.calls.filter(({ resource }) => resource === "aws-sdk:cloudwatch:putMetricData");
    expect(calls).toHaveLength(3);
  });

  it("stops at a failed ingestion, with what Glue said", async () => {
    services.failOnce.set("ingestion.orders", new ServiceError("States.TaskFailed", '{"ErrorMessage":"no route"}'));
    const result = await start(ordersRun, "one");
    expect(result).toMatchObject({ status: "FAILED", error: "States.TaskFailed", cause: '{"ErrorMessage":"no route"}' });
    expect(services.queries).toEqual([]);
  });

  it("waits for a run of the job that somebody else started", async () => {
    services.failOnce.set("ingestion.orders", new ServiceError("Glue.ConcurrentRunsExceededException"));
    expect(await start(ordersRun, "one")).toMatchObject({ status: "SUCCEEDED" });
  });

  it("fails with the names of the checks that found rows, and counts no refresh", async () => {
    services.failedChecks = [
      ["not_null day", "3"],
      ["unique day's", "1"],
    ];
    const result = await start(ordersRun, "one");
    expect(result).toMatchObject({
      status: "FAILED",
      error: "ChecksFailed",
      cause: "Checks of transforms.orders_clean found rows: not_null day (3), unique day's (1)",
    });
    expect(services.metrics.filter((metric) => metric.includes("curated"))).toEqual([]);
    expect(result.states).not.toContain("Level 3");
  });
});

describe("a table made anew", () => {
  const only: Run = { ...ordersRun, levels: [[{ kind: "transform", transform: "orders_daily" }]] };

  it("takes the place of the one before, whose files stay for a run more", async () => {
    await start(only, "one");
    const first = services.tables.get(daily);
    expect(services.folders(bucket, "orders_daily")).toHaveLength(1);

    await start(only, "two");
    const second = services.tables.get(daily);
    expect(second?.StorageDescriptor.Location).not.toBe(first?.StorageDescriptor.Location);
    expect(services.folders(bucket, "orders_daily")).toHaveLength(2);

    await start(only, "three");
    expect(services.folders(bucket, "orders_daily")).toHaveLength(2);
    expect(isWhole(second)).toBe(true);
    expect([...services.tables.keys()]).toEqual([daily]);
  });

  it("keeps the definition as the query made it", async () => {
    await start(only, "one");
    expect(services.tables.get(daily)).toMatchObject({
      Name: "orders_daily",
      Owner: "hadoop",
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [],
      Parameters: { classification: "parquet" },
      StorageDescriptor: { Columns: [{ Name: "day" }, { Name: "old" }, { Name: 'a"b' }] },
    });
  });

  it("removes many files page by page", async () => {
    services.filesPerTable = 450;
    for (const name of ["one", "two", "three"]) expect(await start(only, name)).toMatchObject({ status: "SUCCEEDED" });
    expect(services.objects.size).toBe(900);
    const pages = services.calls.filter(({ resource }) => resource === "aws-sdk:s3:deleteObjects");
    for (const { arguments: args } of pages) expect((args["Delete"] as { Objects: unknown[] }).Objects.length).toBeLessThanOrEqual(200);
  });

  it("touches no other table's files", async () => {
    const others = [`s3://${bucket}/orders_daily_2/x/part-0.parquet`, `s3://${bucket}/orders/x/part-0.parquet`];
    for (const uri of others) services.objects.set(uri, 0);
    for (const name of ["one", "two", "three"]) await start(only, name);
    for (const uri of others) expect([...services.objects.keys()]).toContain(uri);
  });

  it("takes the place of a view, and of a table of another format", async () => {
    services.tables.set(daily, {
      TableType: "VIRTUAL_VIEW",
      Parameters: { presto_view: "true" },
      StorageDescriptor: { Columns: [], Location: "" },
    });
    const result = await start(only, "one");
    expect(result.states).toContain("transforms.orders_daily: drop current");
    expect(services.tables.get(daily)?.TableType).toBe("EXTERNAL_TABLE");

    services.tables.set(daily, {
      TableType: "EXTERNAL_TABLE",
      Parameters: { table_type: "ICEBERG" },
      StorageDescriptor: { Columns: [], Location: `s3://${bucket}/orders_daily` },
    });
    await start(only, "two");
    expect(services.tables.get(daily)?.Parameters).toEqual({ classification: "parquet" });
  });

  it("says when S3 keeps files", async () => {
    for (const name of ["one", "two"]) await start(only, name);
    const handle = services.handle;
    const refusing: typeof handle = (call) =>
      call.resource === "aws-sdk:s3:deleteObjects" ? Promise.resolve({ Errors: [{ Key: "k", Code: "AccessDenied" }] }) : handle(call);
    const startTime = new Date(clock.now).toISOString();
    services.running = () => [{ ExecutionArn: executionArn("three"), StartDate: startTime }];
    const result = await clock.run(
      execute({ definition: runDefinition(sampleSetting, only), machineArn, name: "three", startTime, services: refusing, clock }),
    );
    expect(result).toMatchObject({ status: "FAILED", error: "OldFilesStay", cause: expect.stringMatching(/AccessDenied$/) as unknown });
  });

  const steps = [
    "make",
    "read new",
    "drop new name",
    "read current",
    "switch",
    "check",
    "read checks",
    "refreshed",
    "list old files",
    "drop old names",
    "remove old files",
  ];

  describe.each(steps)("when a run dies at %s", (step) => {
    const state = `transforms.orders_daily: ${step}`;

    it.each(["before", "by an error"])("%s: readers see a whole table, and the next runs leave nothing behind", async (how) => {
      for (const name of ["one", "two"]) await start(only, name);

      const result =
        how === "before" ? await start(only, "three", { beforeState: abortAt(state) }) : await failAt(state, () => start(only, "three"));
      expect(result.status).toBe(how === "before" ? "ABORTED" : "FAILED");
      expect(isWhole(services.tables.get(daily))).toBe(true);

      for (const name of ["four", "five"]) expect(await start(only, name)).toMatchObject({ status: "SUCCEEDED" });
      expect(isWhole(services.tables.get(daily))).toBe(true);
      expect([...services.tables.keys()]).toEqual([daily]);
      expect(services.folders(bucket, "orders_daily")).toHaveLength(2);
    });
  });

  /** Whether the files of a definition are all there. */
  function isWhole(table: { readonly StorageDescriptor: { readonly Location?: string } } | undefined): boolean {
    const location = table?.StorageDescriptor.Location ?? "none";
    return [...services.objects.keys()].filter((uri) => uri.startsWith(location)).length === services.filesPerTable;
  }
});

describe("a table that two runs refresh", () => {
  const levels: Run["levels"] = [[{ kind: "transform", transform: "orders_daily" }]];
  const runs = ["hourly", "nightly"].map((name): Run => ({ ...ordersRun, name, levels }));
  const setting = { ...sampleSetting, graph: { ...sampleSetting.graph, runs } };

  /** Starts both machines, the second some seconds after the first; each is alone in its own list. */
  async function startBoth(name: string, seconds: number, both = runs): Promise<readonly ExecutionResult[]> {
    const one = async (run: Run, delay: number) => {
      await clock.sleep(delay);
      const machine = machineArn.replace("orders", run.name);
      const startTime = new Date(clock.now).toISOString();
      const own = [{ ExecutionArn: `${machine.replace(":stateMachine:", ":execution:")}:${name}`, StartDate: startTime }];
      const alone: FakeServices["handle"] = (call) =>
        call.resource === "aws-sdk:sfn:listExecutions" ? Promise.resolve({ Executions: own }) : services.handle(call);
      return execute({ definition: runDefinition(setting, run), machineArn: machine, name, startTime, services: alone, clock });
    };
    return clock.run(Promise.all(both.map((run, index) => one(run, index * seconds))));
  }

  it("is whole at the end, and nothing stays for longer than a day", async () => {
    services.secondsToMake = 60;
    for (let day = 0; day < 3; day += 1) {
      for (const result of await startBoth(`day-${day}`, 30)) expect(result.status).toBe("SUCCEEDED");
      const location = services.tables.get(daily)?.StorageDescriptor.Location ?? "none";
      expect([...services.objects.keys()].filter((uri) => uri.startsWith(location))).toHaveLength(services.filesPerTable);
      expect([...services.tables.keys()]).toEqual([daily]);
      await clock.run(clock.sleep(24 * 3600));
    }
    expect(services.folders(bucket, "orders_daily").length).toBeLessThanOrEqual(3);
  });

  it("is made once by two first runs at the same moment", async () => {
    services.secondsToMake = 60;
    for (const result of await startBoth("first", 0)) expect(result.status).toBe("SUCCEEDED");
    expect([...services.tables.keys()]).toEqual([daily]);
  });

  it("is merged into by the second of two first runs", async () => {
    services.secondsToMake = 60;
    const merging = runs.map((run): Run => ({ ...run, levels: [[{ kind: "transform", transform: "orders_clean" }]] }));
    for (const result of await startBoth("first", 30, merging)) expect(result.status).toBe("SUCCEEDED");
    expect(services.queries.filter((query) => query.startsWith("merge"))).toHaveLength(1);
  });
});

describe("a table that is merged into", () => {
  const only: Run = { ...ordersRun, levels: [[{ kind: "transform", transform: "orders_clean" }]] };
  const table = "shop_dev_curated.orders_clean";

  it("is made by the first run, in its folder, and merged into by the next", async () => {
    await start(only, "one");
    const made = services.tables.get(table);
    await start(only, "two");
    expect(services.tables.get(table)).toBe(made);
    expect(services.queries.map((query) => query.slice(0, 12))).toEqual(["create table", "select name,", 'merge into "', "select name,"]);
    expect(services.queries[2]).toBe(
      `merge into "shop_dev_curated"."orders_clean" as target
using (
select order_id, "total ""gross""" as total from "shop_dev_raw"."orders" where note <> 'it''s %} \\ {% x'
) as source
on target."order_id" = source."order_id" when matched then update set "day" = source."day", "a""b" = source."a""b" when not matched then insert ("day", "a""b") values (source."day", source."a""b")`,
    );
  });

  it("is merged into again when its maintenance committed first, and not for ever", async () => {
    await start(only, "one");
    const lost = (sql: string) => queryFailed(sql, "ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table");
    services.failOnce.set("transforms.orders_clean: merge", lost("merge"));
    expect(await start(only, "two")).toMatchObject({ status: "SUCCEEDED" });

    const handle = services.handle;
    services = Object.assign(services, {
      handle: (call: Parameters<typeof handle>[0]) => (call.state.endsWith(": merge") ? Promise.reject(lost("merge")) : handle(call)),
    });
    const result = await start(only, "three");
    expect(result).toMatchObject({
      status: "FAILED",
      error: "States.TaskFailed",
      cause: expect.stringContaining("ICEBERG_COMMIT_ERROR") as unknown,
    });
    expect(result.states.filter((state) => state.endsWith(": merge"))).toHaveLength(5);
  });

  it("fails at once for another reason, and says it", async () => {
    await start(only, "one");
    services.failOnce.set("transforms.orders_clean: merge", queryFailed("merge", "COLUMN_NOT_FOUND: total"));
    const result = await start(only, "two");
    expect(result).toMatchObject({ status: "FAILED", cause: expect.stringContaining("COLUMN_NOT_FOUND: total") as unknown });
    expect(await start(only, "three")).toMatchObject({ status: "SUCCEEDED" });
  });

  it("takes the place of a view", async () => {
    services.tables.set(table, { TableType: "VIRTUAL_VIEW", Parameters: {}, StorageDescriptor: { Columns: [] } });
    await start(only, "one");
    expect(services.tables.get(table)?.Parameters["table_type"]).toBe("ICEBERG");
  });
});

describe("a view", () => {
  const only: Run = { ...ordersRun, levels: [[{ kind: "transform", transform: "big_orders" }]] };

  it("is made, made again, and takes the place of a table, whose files stay", async () => {
    services.objects.set(`s3://${bucket}/big_orders/x/part-0.parquet`, 0);
    services.tables.set("shop_dev_curated.big_orders", {
      TableType: "EXTERNAL_TABLE",
      Parameters: {},
      StorageDescriptor: { Columns: [], Location: `s3://${bucket}/big_orders/x/` },
    });
    for (const name of ["one", "two"]) expect(await start(only, name)).toMatchObject({ status: "SUCCEEDED" });
    expect(services.tables.get("shop_dev_curated.big_orders")?.TableType).toBe("VIRTUAL_VIEW");
    expect(services.objects.size).toBe(1);
  });
});

describe("maintenance", () => {
  const state = (what: string) => `maintenance: ${what}`;

  it("leaves alone what is not made yet, and repeats what asks for it", async () => {
    await start({ ...ordersRun, levels: [[{ kind: "transform", transform: "orders_clean" }]] }, "one");
    services.queries.length = 0;
    services.failOnce.set(state("send statement"), queryFailed("optimize", "ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED: run again"));
    const result = await start(maintenanceRun, "two");
    expect(result).toMatchObject({ status: "SUCCEEDED" });
    expect(result.states).toContain(state("not made yet"));
    expect(services.queries.map((query) => query.split(" ")[0])).toEqual(["alter", "optimize", "vacuum"]);
  });

  it("goes on with the other tables after a failure, and fails at the end with the reason", async () => {
    for (const table of ["orders_clean", "other"]) {
      services.tables.set(`shop_dev_curated.${table}`, { TableType: "EXTERNAL_TABLE", Parameters: {}, StorageDescriptor: { Columns: [] } });
    }
    services.failOnce.set(state("send statement"), queryFailed("alter", "PERMISSION_DENIED: no"));
    const result = await start(maintenanceRun, "one");
    expect(result).toMatchObject({
      status: "FAILED",
      error: "MaintenanceFailed",
      cause: "shop_dev_curated.orders_clean: PERMISSION_DENIED: no",
    });
    expect(services.queries).toHaveLength(3);
  });

  it("tries again after a lost commit, and gives up on what is no query's failure with its text", async () => {
    services.tables.set("shop_dev_curated.other", { TableType: "EXTERNAL_TABLE", Parameters: {}, StorageDescriptor: { Columns: [] } });
    services.failOnce.set(state("send statement"), queryFailed("alter", "ICEBERG_COMMIT_ERROR: x"));
    expect(await start(maintenanceRun, "one")).toMatchObject({ status: "SUCCEEDED" });

    services.failOnce.set(state("send statement"), new ServiceError("States.Timeout", ""));
    expect(await start(maintenanceRun, "two")).toMatchObject({ status: "FAILED", cause: "shop_dev_curated.other: States.Timeout: " });
  });
});

describe("a run that never overlaps itself", () => {
  interface Plan {
    readonly name: string;
    /** Seconds after the first. */
    readonly at: number;
  }

  /** Starts several executions of one run; each has a job of a minute and a half. The list notices starts and ends some seconds late. */
  async function startAll(
    run: Run,
    plans: readonly Plan[],
    listDelay = 2,
  ): Promise<Record<string, ExecutionResult & { readonly jobAt: number }>> {
    const first = clock.now;
    const listed: { ExecutionArn: string; StartDate: string; from: number; to: number }[] = [];
    services.running = () =>
      listed
        .filter(({ from, to }) => from + listDelay * 1000 <= clock.now && clock.now < to + listDelay * 1000)
        .sort((one, other) => other.from - one.from)
        .map(({ ExecutionArn, StartDate }) => ({ ExecutionArn, StartDate }));
    let atWork = 0;
    const jobAt = new Map<string, number>();
    services.onJob = async (call) => {
      atWork += 1;
      expect(atWork).toBe(1);
      jobAt.set(call.execution, (clock.now - first) / 1000);
      await clock.sleep(90);
      atWork -= 1;
    };
    const one = async ({ name, at }: Plan) => {
      await clock.sleep(at);
      // Java, like Step Functions, leaves out a fraction of zero.
      const startTime = new Date(clock.now).toISOString().replace(".000Z", "Z");
      const entry = { ExecutionArn: executionArn(name), StartDate: startTime, from: clock.now, to: Infinity };
      listed.push(entry);
      const result = await execute({
        definition: runDefinition(sampleSetting, run),
        machineArn,
        name,
        startTime,
        services: services.handle,
        clock,
      });
      entry.to = clock.now;
      return [name, { ...result, jobAt: jobAt.get(executionArn(name)) ?? NaN }] as const;
    };
    return Object.fromEntries(await clock.run(Promise.all(plans.map(one))));
  }

  const tick: Run = { ...ordersRun, levels: [[{ kind: "ingestion", ingestion: "orders" }]] };
  const skipped = (run: string) => `RunSkipped Stack=shop Environment=dev Run=${run}`;
  const skips = () => services.metrics.filter((metric) => metric.startsWith("RunSkipped"));

  it("skips and counts a tick that comes while the previous run is going", async () => {
    expect(tick.trigger).toBe(byClock);
    const results = await startAll(tick, [
      { name: "a", at: 0 },
      { name: "b", at: 60 },
      { name: "c", at: 180 },
    ]);
    for (const result of Object.values(results)) expect(result.status).toBe("SUCCEEDED");
    expect(services.jobs).toHaveLength(2);
    expect(results["b"]?.states.at(-1)).toBe("Skipped");
    expect(skips()).toEqual([skipped("orders")]);
  });

  it("lets exactly one run of several that start in the same millisecond", async () => {
    const results = await startAll(
      tick,
      ["d", "b", "a", "c"].map((name) => ({ name, at: 0 })),
    );
    expect(services.jobs).toHaveLength(1);
    expect(results["a"]?.states).toContain("ingestion.orders");
    expect(skips()).toHaveLength(3);
  });

  it("waits until the list knows the execution itself", async () => {
    const results = await startAll(tick, [{ name: "a", at: 0 }], 25);
    expect(results["a"]?.status).toBe("SUCCEEDED");
    expect(results["a"]?.states.filter((state) => state === "Wait for the list")).toHaveLength(2);
  });

  it("gives up on a list that never knows it", async () => {
    const results = await startAll(tick, [{ name: "a", at: 0 }], 10_000);
    expect(results["a"]).toMatchObject({ status: "FAILED", error: "ListOutOfDate" });
  });

  it("loses no file: the second waits, later ones are skipped, whoever runs last looks after every arrival", async () => {
    expect(filesRun.trigger).toBe(arrival);
    const plans = [0, 5, 20, 40, 70, 95, 130, 150].map((at, index) => ({ name: `arrival-${index}`, at }));
    const results = await startAll(filesRun, plans);
    for (const { status } of Object.values(results)) expect(status).toBe("SUCCEEDED");
    const jobTimes = Object.values(results)
      .map(({ jobAt }) => jobAt)
      .filter((at) => !Number.isNaN(at));
    for (const { at } of plans)
      expect(
        jobTimes.some((jobTime) => jobTime > at),
        `arrival at ${at}`,
      ).toBe(true);
    expect(services.jobs.length).toBeLessThan(plans.length);
    expect(skips()).toHaveLength(plans.length - services.jobs.length);
  });

  it("finds the oldest of a burst that is longer than a page", async () => {
    services.pageSize = 3;
    const plans = Array.from({ length: 20 }, (_, index) => ({
      name: `burst-${String(index).padStart(2, "0")}`,
      at: index % 2 === 0 ? 0 : 0.001,
    }));
    const results = await startAll(filesRun, plans);
    expect(services.jobs).toHaveLength(2);
    expect(results["burst-00"]?.states).not.toContain("Wait for the previous run");
    expect(results["burst-02"]?.states).toContain("Wait for the previous run");
    expect(skips()).toHaveLength(18);
  });

  it("goes on after a run that failed", async () => {
    services.failOnce.set("ingestion.files", new ServiceError("States.TaskFailed", "no"));
    const results = await startAll(filesRun, [
      { name: "a", at: 0 },
      { name: "b", at: 1 },
    ]);
    expect(results["a"]?.status).toBe("FAILED");
    expect(results["b"]?.status).toBe("SUCCEEDED");
  });
});

function abortAt(state: string) {
  return (entered: string): void => {
    if (entered === state) throw new Abort();
  };
}

/** Lets every try of a state fail during some work. */
async function failAt(state: string, work: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
  const handle = services.handle;
  Object.assign(services, {
    handle: (call: Parameters<typeof handle>[0]) =>
      call.state === state ? Promise.reject(new ServiceError("Service.Unavailable", "no")) : handle(call),
  });
  const result = await work();
  Object.assign(services, { handle });
  return result;
}
