import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openLake } from "../../../local/lake/open-lake";
import { LakeFolder } from "./lake-folder";

let folder: LakeFolder;
afterEach(() => folder.remove());

describe("a lake that is opened to read", () => {
  it("leaves alone what a run is writing", async () => {
    folder = new LakeFolder();
    const { graph } = folder.compilation;
    const writing = [
      path.join(folder.state.catalog, ".lake.raw.orders.json.part"),
      path.join(folder.state.lake, "raw/orders/snapshot=0mwq1/part-0.parquet"),
    ];
    mkdirSync(folder.state.scratch, { recursive: true });
    for (const file of writing) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, "half");
    }
    (await openLake(graph, folder.state, "read")).close();
    expect(writing.map(existsSync)).toEqual([true, true]);
    (await openLake(graph, folder.state)).close();
    expect(writing.map(existsSync)).toEqual([false, false]);
  });
});
