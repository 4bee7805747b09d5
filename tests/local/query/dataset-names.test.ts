import { describe, expect, it } from "vitest";
import { compileLocal } from "../../../compiler";
import { readSelect } from "../../../local/query/dataset-names";
import { exampleInput } from "../../harness/examples";

const { graph } = compileLocal(exampleInput("shop"));
const rendered = (text: string): string => readSelect(text, graph).render(({ id }) => `<${id}>`);

describe("datasets in a query", () => {
  it.each([
    ["select * from lake.raw.orders", "select * from <lake.raw.orders>"],
    ["select * from lake.raw.orders;", "select * from <lake.raw.orders>"],
    ["select o.order_id from lake.curated.orders_clean as o", "select o.order_id from <lake.curated.orders_clean> as o"],
    ["select * from lake.raw.orders, lake.raw.orders as again", "select * from <lake.raw.orders>, <lake.raw.orders> as again"],
    ["select 'lake.raw.x', \"lake.raw.x\" /* lake.raw.x */ from marts.daily_revenue", undefined],
    ["select lake.raw from (select 1 as raw) as lake", undefined],
    ["with a as (select 1) select * from a", undefined],
  ])("%s", (text, expected) => {
    expect(rendered(text)).toBe(expected ?? text);
  });

  it("names what it reads", () => {
    const { datasets } = readSelect("select * from warehouse.marts.daily_revenue join lake.raw.orders on true", graph);
    expect(datasets.map(({ id }) => id)).toEqual(["lake.raw.orders", "warehouse.marts.daily_revenue"]);
  });

  it.each([
    ["select * from lake.raw.order", 'There is no dataset "lake.raw.order". Did you mean "lake.raw.orders"?'],
    [
      "select * from warehouse.nowhere.nothing",
      'There is no dataset "warehouse.nowhere.nothing". The stack has lake.curated.orders_clean, lake.raw.customers, lake.raw.events, lake.raw.orders, warehouse.marts.daily_revenue.',
    ],
    ["delete from lake.raw.orders", 'A query is one select: the statement begins with "delete", not with select or with.'],
    ["select 1; select 2", "A query is one select: there is a second statement after this semicolon."],
    ["", "A query is one select: there is no statement: write a select."],
    ["select 'a", "A query is one select: this text is never closed."],
  ])("%s is refused", (text, message) => {
    expect(() => rendered(text)).toThrow(message);
  });
});
