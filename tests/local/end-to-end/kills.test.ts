import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StackFolder } from "../../harness/command-line";
import { startPostgres, type TestPostgres } from "../../harness/postgres";
import { runHere } from "../../harness/run-here";
import { spec, sql } from "./kinds-of-steps";
import { readTables } from "./tables";

const kills = 20;
/** An attempt does not count when the run ends before its moment, or when no server runs yet that could be killed. */
const attempts = 60;
const firstRows = 10_000;
const grownRows = 500;

/** Numbers from 0 to 1, the same ones in every run of the test. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const random = seeded(20_260_301);
let server: TestPostgres;
let source: Client;
let killed: StackFolder;
let undisturbed: StackFolder | undefined;

/** What every source has more of after each kill. Many rows have the same cursor, also the greatest one. */
const growth = {
  last: { sale: 0, event: 0, file: 0 },

  sales(count: number): string {
    const time = (id: number): string =>
      new Date(Date.UTC(2026, 0, 1) + Math.floor(id / 700) * 1000).toISOString().slice(0, 19).replace("T", " ");
    return Array.from({ length: count }, () => {
      const id = ++this.last.sale;
      return `${id},product ${id % 7},${id % 5},${time(id)}\n`;
    }).join("");
  },

  events(count: number): string {
    return Array.from({ length: count }, () => `${JSON.stringify({ type: `t${++this.last.event % 3}`, number: this.last.event })}\n`).join(
      "",
    );
  },

  async database(count: number): Promise<void> {
    await source.query(`insert into orders select n, n % 4, 'open', clock_timestamp() from generate_series((select coalesce(max(order_id), 0) from orders) + 1,
      (select coalesce(max(order_id), 0) from orders) + ${count}) as n`);
    await source.query(`update orders set state = 'paid', updated_at = clock_timestamp() where order_id % 37 = ${this.last.file % 37}`);
    await source.query(`insert into moves (what) select 'move' from generate_series(1, ${count})`);
  },

  async grow(count: number): Promise<void> {
    appendFileSync(killed.path("samples/till/sales.csv"), this.sales(count));
    appendFileSync(killed.path("samples/web/events.jsonl"), this.events(Math.ceil(count / 10)));
    const file = ++this.last.file;
    killed.write(`samples/drop/2026/invoice-${file}.csv`, `invoice,amount\n${`${file},12.50\n`.repeat(Math.ceil(count / 10))}`);
    await this.database(count);
  },
};

const place = () => `postgresql://postgres@/postgres?host=${encodeURIComponent(source.host)}`;

beforeAll(async () => {
  server = await startPostgres();
  source = await server.connect();
  await source.query("create table orders (order_id int primary key, shop_id int, state text, updated_at timestamptz)");
  await source.query("create table moves (move_id serial primary key, what text)");
  await source.query(
    "create table shops (shop_id int primary key, name text); insert into shops select n, 'shop ' || n from generate_series(0, 3) n",
  );
  const files = Object.fromEntries(Object.entries(sql).map(([name, text]) => [`sql/${name}.sql`, text]));
  killed = StackFolder.ofFiles({
    "stack.yaml": spec,
    ...files,
    "samples/till/sales.csv": "sale_id,product,quantity,sold_at\n",
    "samples/web/events.jsonl": "",
  });
  await growth.grow(firstRows);
});

afterAll(async () => {
  await Promise.all([killed?.end(), undisturbed?.end()]);
  await server?.stop();
});

/**
 * When an attempt kills: some milliseconds after a run has printed some lines. A line is a step that is done, or the server that is ready, so that moments
 * are spread over all of a run, however long it takes on this machine.
 */
interface Moment {
  readonly victim: "run" | "both" | "server";
  readonly lines: number;
  readonly milliseconds: number;
}

const linesOfRun = 15;
/** Before its first line a run starts, reads the spec and opens the stack. */
const millisecondsToFirstLine = 500;
const millisecondsBetweenLines = 60;

function nextMoment(): Moment {
  const victim = (["run", "run", "both", "server"] as const)[Math.floor(random() * 4)] ?? "run";
  const lines = Math.max(0, Math.floor(random() * (linesOfRun + 2)) - 2);
  return { victim, lines, milliseconds: random() * (lines === 0 ? millisecondsToFirstLine : millisecondsBetweenLines) };
}

/** Runs the stack and kills the victim at the moment; whether it lived until then. */
async function attempt({ victim, lines, milliseconds }: Moment): Promise<{ readonly isKill: boolean; readonly told: string }> {
  const run = killed.start(["run", "stack.yaml", "--source", `orders-db=${place()}`]);
  const ended = once(run, "exit");
  const moment = new AbortController();
  let printed = "";
  let left = lines;
  run.stdout?.on("data", (text) => (printed += String(text)));
  const reached = new Promise<void>((resolve) => {
    if (left === 0) resolve();
    if (run.stderr)
      createInterface(run.stderr).on("line", (line) => {
        printed += `${line}\n`;
        if (--left === 0) resolve();
      });
  });
  await Promise.race([ended, reached.then(() => sleep(milliseconds, undefined, { signal: moment.signal })).catch(() => undefined)]);
  moment.abort();
  const isRunning = run.exitCode === null;
  const hasServer = victim !== "run" && killServer();
  if (victim !== "server") run.kill("SIGKILL");
  const [status, signal] = (await ended) as [number | null, string | null];
  const told = `${victim} ${Math.round(milliseconds)} ms after ${lines} lines: ${status ?? signal}`;
  expect(signal === "SIGKILL" || status === 0 || status === 1, `${told}\n${printed}`).toBe(true);
  return { isKill: victim === "server" ? isRunning && hasServer : signal === "SIGKILL", told };
}

describe("a run that is killed", () => {
  it(`${kills} times at any moment, while its sources grow, makes the tables of an undisturbed run`, { timeout: 300_000 }, async () => {
    const told: string[] = [];
    for (let tried = 0; told.length < kills && tried < attempts; tried++) {
      const ended = await attempt(nextMoment());
      if (ended.isKill) told.push(ended.told);
      await growth.grow(grownRows);
    }
    expect(told).toHaveLength(kills);
    const source = { "orders-db": place() };
    const last = await runHere(killed, { source });
    expect(last.steps.filter(({ status }) => status !== "done")).toEqual([]);

    const inputs = [
      "stack.yaml",
      "samples/till/sales.csv",
      "samples/web/events.jsonl",
      ...Object.keys(sql).map((name) => `sql/${name}.sql`),
    ];
    for (let file = 1; file <= growth.last.file; file++) inputs.push(`samples/drop/2026/invoice-${file}.csv`);
    undisturbed = StackFolder.ofFiles(Object.fromEntries(inputs.map((file) => [file, killed.read(file)])));
    expect(await readTables(last), told.join("\n")).toEqual(await readTables(await runHere(undisturbed, { source })));
  });
});

/** Whether the server of the killed stack ran. */
function killServer(): boolean {
  try {
    return process.kill(
      Number(readFileSync(killed.path(".datastack/killed/warehouse/data/postmaster.pid"), "utf8").split("\n")[0]),
      "SIGKILL",
    );
  } catch {
    return false;
  }
}
