import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callCommand, cli, openFolder, type Ended } from "../harness/command-line";
import { examplePath } from "../harness/example-paths";

const shop = examplePath("shop");
const folder = openFolder();

beforeAll(() => {
  const text = readFileSync(examplePath("first-stack"), "utf8");
  writeFileSync(join(folder, "broken.yaml"), text.replace("to: lake.raw", "to: lake.rw"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const graph = (spec: string, ...words: readonly string[]): Ended => callCommand(["graph", spec, ...words], { cwd: folder });

describe("datastack graph", () => {
  it("draws the lineage as Mermaid", () => {
    const { status, stdout, stderr } = graph(shop);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^flowchart LR\n {2}n1\[\("orders-db"\)\]\n/);
    expect(stdout).toContain('-- "daily_revenue, 30 5 * * * Europe/Berlin" -->');
  });

  it("draws it as SVG, and gives it as data", () => {
    const { status, stdout } = graph(shop, "--format", "svg");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(stdout).toContain(">daily_revenue</text>");
    expect(JSON.parse(graph(shop, "--format", "json").stdout)).toMatchObject({
      format: "datastack.lineage/v1",
      stack: "shop",
      sources: [{ id: "sources.orders-db" }, { id: "sources.web" }],
    });
  });

  it("is of the first environment without --env, and of none that is not there", () => {
    expect(graph(shop, "--env", "dev").stdout).toBe(graph(shop).stdout);
    expect(graph(shop, "--env", "prod").status).toBe(0);
    expect(graph(shop, "--env", "nope")).toEqual({
      status: 2,
      stdout: "",
      stderr: 'The spec has no environment "nope". It has dev and prod.\n',
    });
    expect(graph(shop, "--format", "png")).toMatchObject({ status: 2, stdout: "" });
  });

  it("reads standard input, and draws nothing of a spec with problems", () => {
    const input = readFileSync(examplePath("lake-only"), "utf8");
    const piped = callCommand(["graph", "-"], { cwd: folder, input });
    expect(piped).toMatchObject({ status: 0, stdout: expect.stringMatching(/^flowchart LR\n/) });
    const { status, stdout, stderr } = graph("broken.yaml");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain('There is no lake zone "rw". Did you mean "raw"?');
  });

  it("keeps its layout out of the other commands", () => {
    expect(readFileSync(join(cli, "..", "main.js"), "latin1")).not.toContain("dagre");
  });
});
