import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { bytesText, timeText } from "../../../cli/local/quantities";
import { formatRows } from "../../../cli/local/table";

const plain = createColors(false);
const rows = (names: readonly string[], values: readonly (readonly (string | null)[])[], width = 120): string =>
  formatRows(names, values, width, plain);

describe("a table of rows", () => {
  it("aligns numbers at the right, and wide characters like others", () => {
    expect(
      rows(
        ["id", "name"],
        [
          ["7", "東京"],
          ["1204", "Ulm"],
          [null, null],
        ],
      ),
    ).toBe(["  id  name", "   7  東京", "1204  Ulm", "NULL  NULL"].join("\n"));
    expect(
      rows(
        ["name", "id"],
        [
          ["東京", "7"],
          ["Köln", "8"],
        ],
      ),
    ).toBe(["name  id", "東京   7", "Köln   8"].join("\n"));
  });

  it("keeps every row on one line", () => {
    expect(rows(["text"], [["two\nlines\tand\u001b[31m red"]])).toBe("text\ntwo\\nlines  and\\u001b[31m red");
  });

  it("cuts long values", () => {
    expect(rows(["text"], [["x".repeat(100)]])).toBe(`text\n${"x".repeat(39)}…`);
    expect(rows(["text"], [["東".repeat(100)]])).toBe(`text\n${"東".repeat(19)}…`);
  });

  it("counts the columns that do not fit", () => {
    const names = Array.from({ length: 30 }, (_, index) => `column_${index}`);
    const text = rows(names, [names.map((_, index) => `value ${index}`)], 80);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text.split("\n")[0]).toBe("column_0  column_1  column_2  column_3  column_4  column_5  and 24 more columns");
  });

  it("shows one column at least", () => {
    expect(rows(["a", "b"], [["x".repeat(50), "y"]], 10)).toBe(`a${" ".repeat(41)}and 1 more column\n${"x".repeat(39)}…`);
  });
});

describe("quantities", () => {
  it("are short", () => {
    expect([0, 812, 3400, 34_000, 999_999, 1_000_000, 8.5e9].map(bytesText)).toEqual([
      "0 B",
      "812 B",
      "3.4 KB",
      "34 KB",
      "1000 KB",
      "1.0 MB",
      "8.5 GB",
    ]);
    expect([0, 123, 9994, 12_345, 59_949, 125_000, 3_600_000].map(timeText)).toEqual([
      "0.00 s",
      "0.12 s",
      "9.99 s",
      "12.3 s",
      "59.9 s",
      "2 min 05 s",
      "60 min 00 s",
    ]);
  });
});
