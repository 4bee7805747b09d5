import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Run } from "../../../compiler";
import { landStream } from "../../../local/steps/land-stream";
import { arrivalSpec, onlyStream, post, query, serve, StackFolder, stepContext, stopServing, streamSpec } from "./serving-stack";

const folders: StackFolder[] = [];
function stackFolder(...args: ConstructorParameters<typeof StackFolder>): StackFolder {
  const folder = new StackFolder(...args);
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  await stopServing();
  for (const folder of folders.splice(0)) folder.remove();
});

const clients = Array.from({ length: 8 }, (_, index) => index);

describe("serveStack", () => {
  it("lands 800 events of several clients once, with runs that land beside it", async () => {
    const stack = await stackFolder(streamSpec(", columns: { client: integer, number: integer }")).open();
    const { addresses, stop } = await serve(stack);
    const [address = ""] = addresses;
    let isPosting = true;
    const landing = (async () => {
      for (; isPosting; await new Promise((done) => setTimeout(done, 20))) await landStream(stepContext(stack), onlyStream(stack));
    })();
    const statuses = await Promise.all(
      clients.map(async (client) => {
        const found: number[] = [];
        for (let number = 0; number < 100; number++) {
          let status = await post(address, { client, number });
          while (status === 429) {
            await new Promise((done) => setTimeout(done, 50));
            status = await post(address, { client, number });
          }
          found.push(status);
        }
        return found;
      }),
    );
    isPosting = false;
    await landing;
    await stop();
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    expect(
      await query(
        stack,
        "select count(*)::int as n, count(distinct (client, number))::int as events, count(distinct event_id)::int as ids from shop_local_raw.events",
      ),
    ).toEqual([{ n: 800, events: 800, ids: 800 }]);
  });

  it("shows events after five seconds", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const stack = await stackFolder(streamSpec()).open();
    const { addresses, stop } = await serve(stack);
    expect(await post(addresses[0] ?? "", { page: "/" })).toBe(200);
    const count = async (): Promise<unknown> => (await query(stack, "select count(*)::int as n from shop_local_raw.events"))[0]?.["n"];
    vi.advanceTimersByTime(4999);
    expect(await count()).toBe(0);
    vi.advanceTimersByTime(1);
    await expect.poll(count, { timeout: 30_000 }).toBe(1);
    await stop();
  });

  it("says the address with a line to try it, and has it again the next time", async () => {
    const folder = stackFolder(streamSpec());
    const first = await serve(await folder.open());
    expect(first.said).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d (http:\/\/127\.0\.0\.1:\d+\/v1\/events) takes the events of sources\.web: curl -H 'Content-Type: application\/json' -d '\{\}' \1$/,
      ),
    ]);
    await first.stop();
    const second = await serve(await folder.open());
    expect(second.addresses).toEqual(first.addresses);
    await second.stop();
  });

  it("takes another port when its own is taken, and refuses one that was asked for", async () => {
    const folder = stackFolder(streamSpec());
    const first = await serve(await folder.open());
    await first.stop();
    const other = createServer();
    const port = Number(new URL(first.addresses[0] ?? "").port);
    await new Promise<void>((done) => other.listen(port, "127.0.0.1", () => done()));
    try {
      const second = await serve(await folder.open());
      expect((other.address() as AddressInfo).port).toBe(port);
      expect(second.addresses).not.toEqual(first.addresses);
      await second.stop();
      await expect(serve(await folder.open(), { port })).rejects.toThrow(
        `Port ${port} cannot take the events of sources.web: another program listens there. Give another one with --port.`,
      );
    } finally {
      await new Promise((done) => other.close(done));
    }
  });

  it("keeps events that cannot land, says so once, and lands them when they can", async () => {
    const folder = stackFolder(streamSpec());
    const stack = await folder.open();
    const failing = { ...stack, lake: { ...lakeOf(stack), connect: () => Promise.reject(Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", syscall: "write" })) } }; // prettier-ignore
    await landStream(stepContext(stack), onlyStream(stack));
    const { addresses, said, stop } = await serve(failing);
    expect(await post(addresses[0] ?? "", { page: "/" })).toBe(200);
    await stop();
    expect(said.slice(1)).toEqual([expect.stringContaining("(the events are kept, and tried again)")]);
    expect(folder.segments()).toHaveLength(1);
    expect((await landStream(stepContext(stack), onlyStream(stack))).rows).toBe(1);
  });

  it("starts the run whose files have come, and waits for it at the end", async () => {
    const folder = stackFolder(arrivalSpec, { "samples/drop/.keep": "" });
    const started: Run[] = [];
    let isDone = false;
    const { said, stop } = await serve(await folder.open(), {
      startRun: async (run) => {
        started.push(run);
        await new Promise((done) => setTimeout(done, 100));
        isDone = true;
        return true;
      },
    });
    folder.write("samples/drop/day-1.csv", "order_id\n1\n");
    await expect.poll(() => started.length, { timeout: 30_000 }).toBe(1);
    await stop();
    expect([started.map(({ name }) => name), isDone]).toEqual([["partner"], true]);
    expect(said.slice(1).map((line) => line.slice(9))).toEqual([
      expect.stringMatching(/^partner starts when files come to .*\/samples\/drop$/),
      "partner starts (1 file has come)",
      expect.stringMatching(/^partner done in \d+\.\d s$/),
    ]);
  });

  it("ends with what is wrong when a run does what no run may", async () => {
    const folder = stackFolder(arrivalSpec, { "samples/drop/day-1.csv": "order_id\n1\n" });
    const { ended } = await serve(await folder.open(), { startRun: () => Promise.reject(new TypeError("x is undefined")) });
    await expect(ended).rejects.toThrow("x is undefined");
  });

  it("ends at once when it was stopped before it began", async () => {
    const stack = await stackFolder(streamSpec()).open();
    const { said } = await serve(stack, { signal: AbortSignal.abort() });
    expect(said).toEqual([]);
  });
});

function lakeOf({ lake }: Awaited<ReturnType<StackFolder["open"]>>) {
  return { ...lake, entry: lake.entry.bind(lake), relation: lake.relation.bind(lake) };
}
