import { describe, expect, it } from "vitest";
import { compileLocal, SourceFile } from "../../../compiler";
import { refuseUnreadable } from "../../../local/query/lake-access";

const spec = `apiVersion: datastack/v1
name: views
owner: data@shop.example
environments:
  dev: { account: "111111111111", region: eu-west-1 }
lake: { zones: { raw: {}, open: {} } }
sources:
  till: { type: postgresql, host: till.shop.example, database: till, secret: views/till }
ingestion:
  till: { from: sources.till, tables: { public.sales: {} }, to: lake.raw, schedule: { every: 1 hour } }
transforms:
  recent: { sql: recent.sql, to: lake.open, materialize: view }
  latest: { sql: latest.sql, to: lake.open, materialize: view }
  copied: { sql: recent.sql, to: lake.open }
access:
  readers: { members: [sso:Readers], read: [lake.open] }
  owners: { members: [sso:Owners], read: [lake] }
`;
const files = new Map([
  ["recent.sql", 'select * from {{ ref("lake.raw.sales") }}\n'],
  ["latest.sql", 'select * from {{ ref("lake.open.recent") }}\n'],
]);
const { graph } = compileLocal({
  file: new SourceFile("views.yaml", spec),
  files: { read: (path) => ({ file: new SourceFile(path, files.get(path) ?? "") }) },
});
const reading = (group: string, id: string) => () =>
  refuseUnreadable(
    graph,
    group,
    graph.datasets.filter((dataset) => dataset.id === id),
  );

describe("what a group may read in the lake", () => {
  it("is what its grants name", () => {
    expect(reading("readers", "lake.open.copied")).not.toThrow();
    expect(reading("readers", "lake.raw.sales")).toThrow("The group readers may not read lake.raw.sales: access.readers grants lake.open.");
  });

  it("is a view only with what is behind it", () => {
    expect(reading("owners", "lake.open.latest")).not.toThrow();
    expect(reading("readers", "lake.open.latest")).toThrow("The group readers may not read lake.raw.sales");
  });
});
