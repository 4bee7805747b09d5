import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readObjects } from "../../../local/sources/read-objects";
import { problemOf, sourcesFixture, type SourcesFixture } from "./fixtures";

let fixture: SourcesFixture;

beforeEach(async () => {
  fixture = await sourcesFixture();
  // As in a run.
  await fixture.connection.run("set memory_limit = '350MB'; set preserve_insertion_order = false");
});

afterEach(() => fixture.close());

type Row = readonly (string | null)[];

interface Look {
  readonly lineEnd: string;
  /** What texts are made of. */
  readonly pieces: readonly string[];
  readonly longest: number;
  readonly endsOpen?: boolean;
}

/** Rows with numbers that are the same in every run. */
function makeRows(seed: number, bytes: number, { pieces, longest }: Look): readonly Row[] {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const text = (): string | null =>
    next(9) === 0 ? null : Array.from({ length: next(longest) }, () => pieces[next(pieces.length)] ?? "").join("");
  const rows: Row[] = [];
  for (let size = 0; size < bytes;) {
    const row = [String(rows.length), text(), text(), text()];
    rows.push(row);
    size += row.reduce((sum, value) => sum + (value?.length ?? 0) + 3, 0);
  }
  return rows;
}

function csvOf(rows: readonly Row[], { lineEnd, endsOpen }: Look): string {
  const field = (value: string | null): string =>
    value === null ? "" : value === "" || /[",\r\n]|^ | $/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const lines = rows.map((row) => row.map(field).join(","));
  return `id,a,b,updated_at${lineEnd}${lines.join(lineEnd)}${endsOpen ? "" : lineEnd}`;
}

async function readBack(relation: string): Promise<readonly Row[]> {
  const answer = await fixture.connection.runAndReadAll(`select id::varchar, a, b, updated_at from ${relation} order by id::bigint`);
  return answer.getRowsJson() as Row[];
}

/** Without the values: a difference of megabytes is nothing to print. */
function firstDifference(found: readonly Row[], expected: readonly Row[]): string | undefined {
  if (found.length !== expected.length) return `${found.length} rows, not ${expected.length}`;
  const index = expected.findIndex((row, at) => row.some((value, column) => value !== found[at]?.[column]));
  return index === -1 ? undefined : `row ${index}: ${JSON.stringify([expected[index], found[index]]).slice(0, 500)}`;
}

async function readSample(file: string): Promise<readonly Row[]> {
  const rows = await fixture.table({ "orders-db": file }).read(fixture.connection);
  try {
    return await readBack(rows.relation);
  } finally {
    await rows.close();
  }
}

const hard = ["\n", '"', '"\n"', ",", '",\n', "\r\n", '"\r\n1,2,3,4\r\n', '""', "text", "ä€😀", "\n\n", "7,8,9,x\n", ",,,"];
const looks: readonly Look[] = [
  { lineEnd: "\n", pieces: hard, longest: 40 },
  { lineEnd: "\r\n", pieces: hard, longest: 7, endsOpen: true },
  { lineEnd: "\n", pieces: [",", '"', '""', '","', "text "], longest: 30, endsOpen: true },
  { lineEnd: "\n", pieces: hard.map((piece) => piece.repeat(20_000)), longest: 12 },
];

/** The first look gets more than the 8 MB below which files are read whole. */
const megabytes = (number: number): number => Number(process.env.DATASTACK_CSV_MEGABYTES ?? (number === 0 ? 9 : 0.4));
const seeds = Array.from({ length: Number(process.env.DATASTACK_CSV_SEEDS ?? 1) }, (_, seed) => seed + 1);

describe.each(seeds)("csv of many megabytes, whatever its texts hold (%i)", (seed) => {
  it.each(looks.map((look, number) => [number, look] as const))("is read as it is: %i", { timeout: 60_000 }, async (number, look) => {
    const rows = makeRows(seed * 100 + number, megabytes(number) * 1_000_000, look);
    const text = csvOf(rows, look);
    const path = fixture.write("orders.csv", text);
    expect(firstDifference(await readSample(path), rows)).toBeUndefined();
    if (number === 1)
      expect(firstDifference(await readSample(fixture.write("orders.csv.gz", gzipSync(text, { level: 1 }))), rows)).toBeUndefined();
    if (number > 2) return;
    const object = { key: "orders.csv", path, bytes: Buffer.byteLength(text), fingerprint: "" };
    const read = await readObjects(fixture.connection, "csv", [object]);
    expect(firstDifference(await readBack(read.relation), rows)).toBeUndefined();
  });
});

describe("a large csv file", () => {
  const plain = (bytes: number): string => `id,a,b,updated_at\n${"1,text,text,x\n".repeat(bytes / 14)}`;

  it("whose last quote is not closed is refused with the row's line", { timeout: 60_000 }, async () => {
    const path = fixture.write("orders.csv", `${plain(9_000_000)}1,"a\nb",c,d\n2,"a,b,c\n${plain(9_000_000)}`);
    expect(await problemOf(fixture.folder, () => readSample(path))).toBe("orders.csv line 642861: a quote is not closed.");
  });

  it("may have a last row of 33 MB", { timeout: 60_000 }, async () => {
    const text = "x".repeat(33_600_000);
    const path = fixture.write("orders.csv", `id,a,b,updated_at\n0,a,b,c\n1,a,${text},c`);
    expect(
      firstDifference(await readSample(path), [
        ["0", "a", "b", "c"],
        ["1", "a", text, "c"],
      ]),
    ).toBeUndefined();
  });

  it("may not have a row of 130 MB", { timeout: 60_000 }, async () => {
    const path = fixture.write("orders.csv", `id,a,b,updated_at\n1,a,${"x".repeat(135_000_000)},c`);
    expect(await problemOf(fixture.folder, () => readSample(path))).toBe("orders.csv cannot be read as csv: a row is larger than 134 MB.");
  });
});
