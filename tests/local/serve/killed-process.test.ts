import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { cli } from "../../harness/command-line";
import { post, query, StackFolder, streamSpec } from "./serving-stack";

const clients = [0, 1, 2, 3];

function wait(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** The process of a person who uses `datastack run` on their laptop. */
class Datastack {
  #output = "";
  readonly child: ChildProcess;

  constructor(folder: string, ...options: readonly string[]) {
    this.child = spawn(process.execPath, [cli, "run", join(folder, "shop.yaml"), ...options], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on("data", (text: Buffer) => (this.#output += text.toString()));
  }

  get output(): string {
    return this.#output;
  }

  /** The address of its endpoint. */
  async address(): Promise<string> {
    for (;;) {
      const found = /(http:\/\/127\.0\.0\.1:\d+\/v1\/events) takes/.exec(this.#output)?.[1];
      if (found !== undefined) return found;
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.#output}`);
      await wait(10);
    }
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
    return this.child.exitCode;
  }
}

describe("datastack run --serve, killed", () => {
  const folder = new StackFolder(streamSpec(", columns: { client: integer, number: integer }"));
  const processes: Datastack[] = [];
  const start = (...options: readonly string[]): Datastack => {
    const started = new Datastack(folder.path, ...options);
    processes.push(started);
    return started;
  };
  afterEach(async () => {
    for (const { child } of processes) child.kill("SIGKILL");
    await Promise.all(processes.map((one) => one.ended()));
    folder.remove();
  });

  it("has every event that it acknowledged in the lake after the next run, once", { timeout: 90_000 }, async () => {
    folder.write("shop.yaml", folder.spec);
    const acknowledged = new Set<string>();
    const sent = new Set<string>();
    let number = 0;

    const postUntilItIsGone = async (client: number, address: string): Promise<void> => {
      try {
        for (;;) {
          const event = { client, number: number++ };
          sent.add(`${client} ${event.number}`);
          if ((await post(address, event)) === 200) acknowledged.add(`${client} ${event.number}`);
          await wait(10);
        }
      } catch {
        // The process is gone: nobody knows of this event whether it was kept.
      }
    };

    // Soon, when what was left has landed, and around the time at which events land.
    for (const lifetime of [700, 5050]) {
      const serving = start("--serve");
      const address = await serving.address();
      const posting = clients.map((client) => postUntilItIsGone(client, address));
      await wait(lifetime);
      serving.child.kill("SIGKILL");
      await Promise.all([serving.ended(), ...posting]);
    }
    const plain = start();
    expect([await plain.ended(), plain.output]).toEqual([0, expect.any(String)]);

    const rows = await query(await folder.open(), "select client, number from shop_local_raw.events");
    const landed = rows.map(({ client, number: of }) => `${String(client)} ${String(of)}`);
    expect(acknowledged.size).toBeGreaterThan(100);

    const inLake = new Set(landed);
    expect(inLake.size).toBe(landed.length);
    expect([...acknowledged].filter((event) => !inLake.has(event))).toEqual([]);
    expect(landed.filter((event) => !sent.has(event))).toEqual([]);
    expect(landed.length - acknowledged.size).toBeLessThanOrEqual(3 * clients.length);
    expect(folder.segments()).toEqual([]);
  });
});
