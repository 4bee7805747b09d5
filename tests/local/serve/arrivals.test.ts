import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "../../../compiler";
import { Arrivals } from "../../../local/serve/arrivals";
import { RunStarter } from "../../../local/serve/run-starter";
import type { ObjectSource } from "../../../local/sources/row-source";

function folderSource(folder: string): ObjectSource {
  const list = (): ReturnType<ObjectSource["list"]> =>
    Promise.resolve(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => {
          const path = join(parentPath, name);
          const { size, mtimeMs } = statSync(path);
          return { key: path.slice(folder.length + 1), path, bytes: size, fingerprint: `${size} ${mtimeMs}` };
        }),
    );
  return { origin: folder, folder, list };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

async function until(isTrue: () => boolean, milliseconds = 8000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error("it did not come to be in time");
    await wait(20);
  }
}

describe("Arrivals", () => {
  let folder: string;
  let arrivals: Arrivals;
  let arrived: number[];
  let failures: unknown[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "arrivals-"));
    arrived = [];
    failures = [];
  });
  afterEach(async () => {
    await arrivals.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(known: Readonly<Record<string, string>> = {}): void {
    const source = folderSource(folder);
    arrivals = new Arrivals({ source, known, arrived: (files) => arrived.push(files), failed: (error) => failures.push(error) });
    arrivals.start();
  }

  it("sees a file once it has stopped growing, once", async () => {
    start();
    const path = join(folder, "a.csv");
    for (let part = 0; part < 6; part++) {
      appendFileSync(path, "row\n");
      await wait(300);
      expect(arrived).toEqual([]);
    }
    await until(() => arrived.length > 0);
    await wait(2500);
    expect(arrived).toEqual([1]);
  });

  it("sees files in folders below, changed ones too, together", async () => {
    mkdirSync(join(folder, "day=1"));
    writeFileSync(join(folder, "a.csv"), "1\n");
    const [known] = await folderSource(folder).list();
    start({ "a.csv": known?.fingerprint ?? "" });
    await wait(1500);
    expect(arrived).toEqual([]);
    writeFileSync(join(folder, "day=1", "b.csv"), "1\n");
    appendFileSync(join(folder, "a.csv"), "2\n");
    await until(() => arrived.length > 0);
    expect(arrived).toEqual([2]);
  });

  it("sees what came before it was watching", async () => {
    writeFileSync(join(folder, "a.csv"), "1\n");
    start();
    await until(() => arrived.length > 0);
    expect(arrived).toEqual([1]);
  });

  it("waits for a folder that is not there, and says so once", async () => {
    rmSync(folder, { recursive: true });
    start();
    await wait(2500);
    expect(failures).toHaveLength(1);
    mkdirSync(folder);
    writeFileSync(join(folder, "a.csv"), "1\n");
    await until(() => arrived.length > 0);
    expect(arrived).toEqual([1]);
  });
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
