import { afterEach, beforeEach, expect, it } from "vitest";
import { readSelect } from "../../../local/query/dataset-names";
import { queryLake } from "../../../local/query/query-lake";
import { LakeFolder, problemOf } from "../lake/lake-folder";

let folder: LakeFolder;
beforeEach(async () => {
  folder = new LakeFolder();
  await folder.open();
});
afterEach(() => folder.remove());

it("says which dataset no run has made yet", async () => {
  const select = readSelect("select * from lake.raw.orders", folder.compilation.graph);
  expect(
    await problemOf(queryLake({ lake: folder.lake, scratch: folder.state.scratch, select, copies: [], client: undefined, limit: 1 })),
  ).toBe("lake.raw.orders has not been made on this machine yet: datastack run makes it.");
});
