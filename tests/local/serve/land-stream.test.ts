import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { LocalStack } from "../../../local/local-stack";
import { streamFolder } from "../../../local/serve/land-segments";
import { landStream } from "../../../local/steps/land-stream";
import { onlyStream, query, StackFolder, stepContext, streamSpec } from "./serving-stack";

const columns = ", columns: { at: timestamp, big: bigint, count: integer, day: date, name: string, ok: boolean, total: double }";
/** A time in 2025, and what makes it one of a kind. */
const segment = "0mi8k2x00aaaaaaa";

const folders: StackFolder[] = [];
function stackFolder(...args: ConstructorParameters<typeof StackFolder>): StackFolder {
  const folder = new StackFolder(...args);
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** Leaves events as a process does that was killed. */
function leaveSegment(stack: LocalStack, lines: readonly string[], id = segment, tail = ""): void {
  const folder = streamFolder(stack, onlyStream(stack));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${id}.jsonl`), lines.map((line) => `${line}\n`).join("") + tail);
}

function record(id: string, fields: string): string {
  return `{"event_id":"${id}","received_at":1763726400123,${fields}}`;
}

const fieldNames = ["at", "big", "count", "day", "name", "ok", "total"];

/** A record with one field, the others null. */
function fieldRecord(name: string, json: string, id = "a"): string {
  return record(id, fieldNames.map((field) => `"${field}":${field === name ? json : "null"}`).join(","));
}

describe("landStream", () => {
  it("makes the table with its columns before the first event", async () => {
    const stack = await stackFolder(streamSpec(columns)).open();
    expect(await landStream(stepContext(stack), onlyStream(stack))).toEqual({ rows: 0, bytes: 0, notes: [] });
    const described = await query(stack, "describe shop_local_raw.events");
    expect(described.map(({ column_name: name, column_type: type }) => `${String(name)} ${String(type)}`).slice(0, 9)).toEqual([
      "event_id VARCHAR",
      "received_at TIMESTAMP",
      "at TIMESTAMP",
      "big BIGINT",
      "count INTEGER",
      "day DATE",
      "name VARCHAR",
      "ok BOOLEAN",
      "total DOUBLE",
    ]);
  });

  it("reads the values of each type as the cloud does", async () => {
    const stack = await stackFolder(streamSpec(columns)).open();
    const fields: readonly (readonly [string, string, unknown])[] = [
      ["at", '"2017-02-07T15:13:01.39256Z"', "2017-02-07 15:13:01.39256"],
      ["at", '"2017-2-7 15:13:01.14"', "2017-02-07 15:13:01.14"],
      ["at", "1518033528", "2018-02-07 19:58:48"],
      ["at", "1518033528123", "2018-02-07 19:58:48.123"],
      ["at", "1518033528.123", "2018-02-07 19:58:48.123"],
      ["at", '"1518033528123"', "2018-02-07 19:58:48.123"],
      ["big", "9007199254740993", "9007199254740993"],
      ["big", '"-5"', "-5"],
      ["count", "2147483647", 2147483647],
      ["count", "null", null],
      ["day", '"2026-02-28"', "2026-02-28"],
      ["name", '"it\'s \\"ü\\" 🛒\\u0000\\n"', 'it\'s "ü" 🛒\0\n'],
      ["name", '""', ""],
      ["name", '"null"', "null"],
      ["name", "1.5", "1.5"],
      ["name", '{"a":[1,"x"]}', '{"a":[1,"x"]}'],
      ["name", "true", "true"],
      ["ok", "false", false],
      ["ok", '"TRUE"', true],
      ["total", "1e3", 1000],
      ["total", '"0.1"', 0.1],
    ];
    leaveSegment(
      stack,
      fields.map(([name, json], index) => fieldRecord(name, json, `event ${index}`)),
    );
    expect(await landStream(stepContext(stack), onlyStream(stack))).toMatchObject({ rows: fields.length, notes: [] });
    const landed = await query(stack, "select * from shop_local_raw.events");
    for (const [index, [name, json, value]] of fields.entries()) {
      const row = landed.find(({ event_id: id }) => id === `event ${index}`);
      expect([json, row?.["received_at"], row?.[name]]).toEqual([json, "2025-11-21 12:00:00.123", value]);
    }
  });

  it("keeps what does not fit its column, and lands the others", async () => {
    const stack = await stackFolder(streamSpec(columns)).open();
    const misfits: readonly (readonly [string, string])[] = [
      ["at", '"yesterday"'],
      ["at", '"2017-02-07T15:13:01+02:00"'],
      ["at", '"2017-02-07 25:00:00"'],
      ["at", "99999999999999999999"],
      ["big", "9223372036854775808"],
      ["count", "2147483648"],
      ["count", "1.5"],
      ["count", '""'],
      ["count", '"0x1F"'],
      ["count", "[1]"],
      ["count", "true"],
      ["day", '"2026-02-30"'],
      ["day", "20260228"],
      ["ok", '"yes"'],
      ["ok", "1"],
      ["total", "1e999"],
      ["total", '"NaN"'],
      ["total", "{}"],
    ];
    leaveSegment(stack, [
      fieldRecord("count", "1", "good"),
      ...misfits.map(([name, json]) => fieldRecord(name, json)),
      record("two", '"at":"x","big":null,"count":"y","day":null,"name":"a","ok":null,"total":null'),
    ]);
    const result = await landStream(stepContext(stack), onlyStream(stack));
    expect(result.rows).toBe(1);
    expect(result.notes).toEqual([
      expect.stringMatching(
        /^19 events of sources\.web did not fit at, big, count, day, ok, total: they are in .*\/lake\/raw\/errors\/events\/\d{4}-\d\d-\d\d\/[a-z0-9]{16}\.jsonl$/,
      ),
    ]);
    const kept = readFileSync(/they are in (.*)$/.exec(result.notes?.[0] ?? "")?.[1] ?? "", "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { errorMessage: string; rawData: string });
    expect(kept.map(({ rawData }) => rawData).slice(0, misfits.length)).toEqual(misfits.map(([name, json]) => fieldRecord(name, json)));
    expect(kept.at(-1)?.errorMessage).toBe("does not fit: at, count");
    expect(await query(stack, "select event_id from shop_local_raw.events")).toEqual([{ event_id: "good" }]);
  });

  it("lands what was left once, whatever happened after it landed", async () => {
    const folder = stackFolder(streamSpec());
    const stack = await folder.open();
    const lines = ["a", "b"].map((id) => record(id, String.raw`"payload":"{\"page\":\"\/\"}"`));
    leaveSegment(stack, lines, undefined, '{"event_id":"torn","rec');
    expect((await landStream(stepContext(stack), onlyStream(stack))).rows).toBe(2);
    expect(folder.segments()).toEqual([]);

    // Killed between the catalog and the removal of the file.
    leaveSegment(stack, lines);
    const reopened = await folder.open();
    await landStream(stepContext(reopened), onlyStream(reopened));
    expect(folder.segments()).toEqual([]);
    expect(await query(reopened, "select event_id, payload from shop_local_raw.events order by 1")).toEqual([
      { event_id: "a", payload: '{"page":"/"}' },
      { event_id: "b", payload: '{"page":"/"}' },
    ]);
  });

  it("says in one line what the file system refuses", async () => {
    const stack = await stackFolder(streamSpec()).open();
    mkdirSync(join(streamFolder(stack, onlyStream(stack)), `${segment}.jsonl`), { recursive: true });
    const landed = landStream(stepContext(stack), onlyStream(stack));
    await expect(landed).rejects.toMatchObject({
      name: "RunProblem",
      message: expect.stringMatching(/^The events of sources\.web cannot land: EISDIR.*\.$/) as string,
    });
  });

  it("adds columns that the spec has got since", async () => {
    const folder = stackFolder(streamSpec(", columns: { page: string }"));
    const before = await folder.open();
    leaveSegment(before, [record("a", '"page":"/"')]);
    await landStream(stepContext(before), onlyStream(before));
    folder.spec = streamSpec(", columns: { page: string, total: double }");
    const after = await folder.open();
    await landStream(stepContext(after), onlyStream(after));
    expect(await query(after, "select event_id, page, total from shop_local_raw.events")).toEqual([
      { event_id: "a", page: "/", total: null },
    ]);
  });
});

describe("the sample events of a stream", () => {
  const samples = ['{"page":"/a"}', "", '{"page":"/b"}', '{"page":"/a"}'];

  it("land once, as if they were posted", async () => {
    const folder = stackFolder(streamSpec(", columns: { page: string }"), { "samples/web/events.jsonl": samples.join("\r\n") });
    const stack = await folder.open();
    const before = Date.now();
    expect(await landStream(stepContext(stack), onlyStream(stack))).toMatchObject({ rows: 3, notes: [], origin: "samples/web" });
    const rows = await query(
      stack,
      "select event_id, page, epoch_ms(received_at)::double as at from shop_local_raw.events order by page, event_id",
    );
    expect(rows.map(({ page }) => page)).toEqual(["/a", "/a", "/b"]);
    expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(3);
    for (const { at } of rows) expect(at).toBeGreaterThanOrEqual(before);

    const reopened = await folder.open();
    expect((await landStream(stepContext(reopened), onlyStream(reopened))).rows).toBe(0);
    expect(
      await query(
        reopened,
        "select event_id, page, epoch_ms(received_at)::double as at from shop_local_raw.events order by page, event_id",
      ),
    ).toEqual(rows);
  });

  it("of a file that has changed are those that are new", async () => {
    const folder = stackFolder(streamSpec(), { "samples/web/events.jsonl": samples.join("\n") });
    const stack = await folder.open();
    await landStream(stepContext(stack), onlyStream(stack));
    folder.write("samples/web/events.jsonl", [...samples, '{"page":"/a"}'].join("\n"));
    folder.write("samples/web/more.jsonl", '{"page":"/a"}\n');
    expect((await landStream(stepContext(stack), onlyStream(stack))).rows).toBe(2);
    expect((await landStream(stepContext(stack), onlyStream(stack))).rows).toBe(0);
    expect(await query(stack, "select count(*)::int as n from shop_local_raw.events")).toEqual([{ n: 5 }]);
  });

  it("stay taken when events are posted later", async () => {
    const folder = stackFolder(streamSpec(), { "samples/web/events.jsonl": samples.join("\n") });
    const stack = await folder.open();
    await landStream(stepContext(stack), onlyStream(stack));
    leaveSegment(stack, [record("a", String.raw`"payload":"{}"`)]);
    expect((await landStream(stepContext(stack), onlyStream(stack))).rows).toBe(1);
    expect((await landStream(stepContext(stack), onlyStream(stack))).rows).toBe(0);
  });

  it("are refused with the line that is no event", async () => {
    const folder = stackFolder(streamSpec(), { "samples/web/events.jsonl": '{}\n[1]\n{"a":1}\n' });
    const stack = await folder.open();
    await expect(landStream(stepContext(stack), onlyStream(stack))).rejects.toThrow(
      /samples\/web\/events\.jsonl:2 is no JSON object: sample events are one JSON object a line\.$/,
    );
  });
});
