import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EventLog, eventLog, type Segment } from "../../../local/serve/event-log";

describe("EventLog", () => {
  let folder: string;
  let log: EventLog;
  const landed: string[] = [];
  const land = ({ path }: Segment): Promise<void> => {
    landed.push(readFileSync(path, "utf8"));
    return Promise.resolve();
  };

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "event-log-")), "events");
    log = new EventLog(folder);
    landed.length = 0;
  });
  afterEach(() => {
    rmSync(join(folder, ".."), { recursive: true });
  });

  it("has a line in its file when it says so", () => {
    log.append('{"a":"ü"}\n');
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(['{"a":"ü"}\n']);
    expect(log.openBytes).toBe(11);
  });

  it("lands what was kept, once", async () => {
    log.append("1\n");
    log.append("2\n");
    await log.landSegments(land);
    await log.landSegments(land);
    expect(landed).toEqual(["1\n2\n"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("lands what another process left, without the line in which it was killed", async () => {
    log.append("1\n");
    appendFileSync(join(folder, readdirSync(folder)[0] ?? ""), '{"torn');
    await new EventLog(folder).landSegments(land);
    expect(landed).toEqual(["1\n"]);
  });

  it("drops a file that has but a torn line", async () => {
    log.append("{");
    await new EventLog(folder).landSegments(land);
    expect([landed, readdirSync(folder)]).toEqual([[], []]);
  });

  it("keeps what could not land for the next time", async () => {
    log.append("1\n");
    await expect(log.landSegments(() => Promise.reject(new Error("full")))).rejects.toThrow("full");
    log.append("2\n");
    await log.landSegments(land);
    expect(landed).toEqual(["1\n", "2\n"]);
  });

  it("takes lines while others land, and lands each of them once", async () => {
    log.append("1\n");
    const first = log.landSegments(async (segment) => {
      await new Promise((done) => setTimeout(done, 20));
      log.append("2\n");
      await land(segment);
    });
    await Promise.all([first, log.landSegments(land), log.landSegments(land)]);
    expect(landed).toEqual(["1\n", "2\n"]);
  });

  it("names the day of a segment by its beginning", async () => {
    log.append("1\n");
    await log.landSegments(({ id, day }) => {
      expect(id).toMatch(/^[a-z0-9]{16}$/);
      expect(day).toBe(new Date().toISOString().slice(0, 10));
      return Promise.resolve();
    });
  });

  it("lands nothing of a folder that is not there", async () => {
    await log.landSegments(land);
    expect(existsSync(folder)).toBe(false);
  });

  it("is one for a folder", () => {
    expect(eventLog(folder)).toBe(eventLog(folder));
    expect(eventLog(folder)).not.toBe(eventLog(`${folder}-2`));
  });
});
