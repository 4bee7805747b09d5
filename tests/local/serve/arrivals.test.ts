import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Run } from "../../../compiler";
import { Arrivals, type Pace } from "../../../local/serve/arrivals";
import { RunStarter } from "../../../local/serve/run-starter";
import { folderObjects } from "../../../local/sources/folder-objects";

function wait(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

async function until(isTrue: () => boolean, milliseconds = 30_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error("it did not come to be in time");
    await wait(20);
  }
}

/** A third of the usual one. */
const pace: Pace = { idle: 600, settling: 80, settled: 330 };

/** A watched folder, and what was seen in it. */
class Watched {
  readonly folder = mkdtempSync(join(tmpdir(), "arrivals-"));
  readonly arrived: number[] = [];
  readonly failures: unknown[] = [];
  #arrivals: Arrivals | undefined;

  list(): ReturnType<ReturnType<typeof folderObjects>["list"]> {
    return folderObjects(this.folder, "drop").list();
  }

  start(known: Readonly<Record<string, string>> = {}): void {
    this.#arrivals = new Arrivals({
      source: folderObjects(this.folder, "drop"),
      known,
      arrived: (files) => this.arrived.push(files),
      failed: (error) => this.failures.push(error),
      pace,
    });
    this.#arrivals.start();
  }

  async end(): Promise<void> {
    await this.#arrivals?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Most of the time is spent waiting: the tests wait together. */
describe.concurrent("Arrivals", () => {
  function watching(test: (watched: Watched) => Promise<void>): () => Promise<void> {
    return async () => {
      const watched = new Watched();
      await test(watched).finally(() => watched.end());
    };
  }

  it(
    "sees a file once it has stopped growing, once",
    // Where the machine halts this process for a moment, the file has stopped growing.
    { retry: 3 },
    watching(async (watched) => {
      const { folder, arrived } = watched;
      watched.start();
      const path = join(folder, "a.csv");
      for (let part = 0; part < 6; part++) {
        appendFileSync(path, "row\n");
        await wait(100);
        expect(arrived).toEqual([]);
      }
      await until(() => arrived.length > 0);
      await wait(pace.idle + 200);
      expect(arrived).toEqual([1]);
    }),
  );

  it(
    "sees files in folders below, changed ones too, together",
    watching(async (watched) => {
      const { folder, arrived } = watched;
      mkdirSync(join(folder, "day=1"));
      writeFileSync(join(folder, "a.csv"), "1\n");
      const [known] = await watched.list();
      watched.start({ "a.csv": known?.fingerprint ?? "" });
      await wait(500);
      expect(arrived).toEqual([]);
      writeFileSync(join(folder, "day=1", "b.csv"), "1\n");
      appendFileSync(join(folder, "a.csv"), "2\n");
      await until(() => arrived.length > 0);
      expect(arrived).toEqual([2]);
    }),
  );

  it(
    "sees what came before it was watching",
    watching(async (watched) => {
      const { folder, arrived } = watched;
      writeFileSync(join(folder, "a.csv"), "1\n");
      watched.start();
      await until(() => arrived.length > 0);
      expect(arrived).toEqual([1]);
    }),
  );

  it(
    "waits for a folder that is not there, and says so once",
    watching(async (watched) => {
      const { folder, arrived, failures } = watched;
      rmSync(folder, { recursive: true });
      watched.start();
      await until(() => failures.length > 0);
      await wait(pace.idle + 200);
      expect(failures).toHaveLength(1);
      mkdirSync(folder);
      writeFileSync(join(folder, "a.csv"), "1\n");
      await until(() => arrived.length > 0);
      expect(arrived).toEqual([1]);
    }),
  );
});

describe("a run that waits for files", () => {
  it("runs once more for those that come while it goes on", async () => {
    const run: Run = { name: "partner", pointer: "", trigger: { kind: "arrival", bucket: "b", prefix: "" }, levels: [] };
    let [runs, atOnce, most] = [0, 0, 0];
    const starter = new RunStarter({
      startRun: async () => {
        runs++;
        most = Math.max(most, ++atOnce);
        await wait(50);
        atOnce--;
        return true;
      },
      say: () => undefined,
      failed: (error) => expect.fail(String(error)),
    });
    for (let index = 0; index < 3; index++) starter.arrive(run, { text: "1 file has come" });
    await until(() => runs === 2 && atOnce === 0);
    await wait(100);
    expect([runs, most]).toEqual([2, 1]);
    await starter.close();
  });
});
