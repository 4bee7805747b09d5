import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderFiles, readSpec, SpecError } from "../../../compiler";

let folder: string;
const inFolder = (name: string): string => join(folder, "stack", name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "datastack-files-"));
  mkdirSync(inFolder("sql"), { recursive: true });
  writeFileSync(join(folder, "outside.sql"), "select 1");
  writeFileSync(inFolder("shop.yaml"), "\ufeffname: shop\n");
  writeFileSync(inFolder("sql/orders.sql"), "select 'é'");
  writeFileSync(inFolder("sql/latin.sql"), Buffer.from([0x73, 0x0a, 0xe9]));
  writeFileSync(inFolder("sql/wide.sql"), Buffer.from("\ufeffselect 1", "utf16le"));
  writeFileSync(inFolder("sql/nul.sql"), "select\0 1");
  writeFileSync(inFolder("sql/large.sql"), "x".repeat(256 * 1024 + 1));
  symlinkSync("../outside.sql", inFolder("out.sql"));
  symlinkSync("sql/orders.sql", inFolder("in.sql"));
  symlinkSync("loop.sql", inFolder("loop.sql"));
  execFileSync("mkfifo", [inFolder("fifo.sql")]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("folderFiles", () => {
  it.each([
    ["sql/orders.sql", "sql/orders.sql"],
    ["./sql/../sql//orders.sql", "sql/orders.sql"],
    ["in.sql", "in.sql"],
  ])("reads %s", (path, shown) => {
    const result = folderFiles(inFolder("shop.yaml")).read(path);
    expect(result).toMatchObject({ file: { path: shown, text: "select 'é'" } });
  });

  it("gives the same file each time", () => {
    const files = folderFiles(inFolder("shop.yaml"));
    expect(files.read("sql/orders.sql")).toBe(files.read("sql/orders.sql"));
  });

  it.each([
    ["../outside.sql", "leads out of the spec's folder; name a file in it"],
    ["sql/../../outside.sql", "leads out of the spec's folder; name a file in it"],
    ["..", "leads out of the spec's folder; name a file in it"],
    ["out.sql", "leads out of the spec's folder through a symbolic link; name a file in the folder"],
    ["/etc/passwd", "is an absolute path; write it relative to the spec's folder"],
    ["~/orders.sql", "is an absolute path; write it relative to the spec's folder"],
    ["C:/orders.sql", "is an absolute path; write it relative to the spec's folder"],
    ["sql\\orders.sql", "contains a backslash; separate folders with /"],
    ["https://shop.example/orders.sql", "is a URL; name a file in the spec's folder"],
    ["file:///etc/passwd", "is a URL; name a file in the spec's folder"],
    ["sql/orders\0.sql", "contains control characters"],
    ["sql", "is a directory; name a file in it"],
    [".", "is a directory; name a file in it"],
    ["fifo.sql", "is not a regular file"],
    ["loop.sql", "is a symbolic link that leads to itself"],
    ["sql/order.sql", 'does not exist; the nearest name is "sql/orders.sql"'],
    ["nowhere/x.sql", "does not exist"],
    [`${"x".repeat(5_000)}.sql`, "does not exist: the path is too long"],
    ["sql/large.sql", "has 257 KiB; a file has at most 256 KiB"],
    ["sql/latin.sql", "is not text in UTF-8; line 2 has bytes that are none"],
    ["sql/wide.sql", "is text in UTF-16; save it as UTF-8"],
    ["sql/nul.sql", "contains NUL characters, so it is no text file"],
  ])("refuses %s", (path, problem) => {
    expect(folderFiles(inFolder("shop.yaml")).read(path)).toEqual({ problem });
  });
});

describe("readSpec", () => {
  it("reads a spec without its byte order mark", () => {
    expect(readSpec(inFolder("shop.yaml"))).toMatchObject({ path: "shop.yaml", text: "name: shop\n" });
  });

  it.each([
    ["nothing.yaml", "The spec does not exist."],
    ["sql", "The spec is a directory; name the file in it."],
    ["fifo.sql", "The spec is not a regular file; use - to read from standard input."],
    ["sql/latin.sql", "The spec is not text in UTF-8; line 2 has bytes that are none."],
    ["sql/nul.sql", "The spec contains NUL characters, so it is no text file."],
  ])("refuses %s", (name, message) => {
    expect(() => readSpec(inFolder(name))).toThrow(SpecError);
    try {
      readSpec(inFolder(name));
    } catch (error) {
      expect((error as SpecError).diagnostics).toMatchObject([{ code: "unreadable-file", message }]);
    }
  });
});
