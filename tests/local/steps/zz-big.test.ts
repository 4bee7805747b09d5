import { expect, it } from "vitest";
import { statSync } from "node:fs";
import { IngestionHarness } from "./ingestions";
it("big", async () => {
  const h = await IngestionHarness.open();
  try {
    const time = async (what: string, work: () => Promise<unknown>) => {
      const t = Date.now();
      let r: unknown;
      try { r = await work(); } catch (e) { r = String(e); }
      console.log(what, Date.now() - t, "ms", Math.round(process.memoryUsage().rss / 1e6), "MB", JSON.stringify(r));
    };
    const c = h.object("big.csv", ""), j = h.object("big.json", "");
    await h.query(`copy (select range id, 'some text '||range as name, '{"a":'||range||'}' as j, random() as r from range(4000000)) to '${c.path}' (header)`);
    await h.query(`copy (select range id, 'some text '||range as name, {'a':range} as j, random() as r from range(3000000)) to '${j.path}' (format json)`);
    console.log(statSync(c.path).size / 1e6, statSync(j.path).size / 1e6);
    await time("csv", () => h.ingestFiles("csv", [h.describe("big.csv")]));
    await time("json", () => h.ingestFiles("json", [h.describe("big.json")]));
    const src = (n: number) => `select range::int as "Id", 'some text '||range as name, range//1000 as "At" from range(${n})`;
    for (const n of ["grown", "merged", "added", "copied"] as const) {
      await time(n + " first", () => h.ingestTable(n, src(2000000)));
      await time(n + " again", () => h.ingestTable(n, src(2000000)));
      await time(n + " more", () => h.ingestTable(n, src(2100500)));
    }
  } finally { h.remove(); }
  expect(1).toBe(1);
}, 300000);
