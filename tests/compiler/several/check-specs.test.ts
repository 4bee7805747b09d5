import { describe, expect, it } from "vitest";
import { checkSpecs } from "../../../compiler/check-specs";
import { SourceFile } from "../../../compiler/source/source-file";
import { summarize } from "../../harness/diagnostics";

interface Environment {
  readonly account?: string;
  readonly region?: string;
}

function spec(name: string, environments: Readonly<Record<string, Environment>>, sections = "lake: { zones: { raw: {} } }\n"): string {
  const lines = Object.entries(environments).map(
    ([environment, { account = "111111111111", region = "eu-west-1" }]) =>
      `  ${environment}: { account: "${account}", region: ${region} }\n`,
  );
  return `apiVersion: datastack/v1\nname: ${name}\nowner: me@shop.example\nenvironments:\n${lines.join("")}${sections}`;
}

/** The problems of each of the texts. */
function check(...texts: readonly string[]): readonly (readonly string[])[] {
  const files = { read: () => ({ problem: "does not exist" }) };
  return checkSpecs(texts.map((text, index) => ({ file: new SourceFile(`${index}.yaml`, text), files }))).map(({ diagnostics }) =>
    summarize(diagnostics),
  );
}

const same = (name: string): string =>
  `2:7 name-collision name <${name}> Another spec is the stack "${name}", in the same account and region: both would make the same resources. Rename one of them. [2: the other stack]`;

describe("checkSpecs", () => {
  it("lets different stacks, and one stack in different places, be", () => {
    expect(check(spec("shop", { dev: {} }), spec("bank", { dev: {} }))).toEqual([[], []]);
    expect(check(spec("shop", { dev: {} }), spec("shop", { prod: {} }))).toEqual([[], []]);
    expect(check(spec("shop", { dev: {} }), spec("shop", { dev: { account: "222222222222" } }))).toEqual([[], []]);
  });

  it("finds the same stack, and names the environments where not all are", () => {
    expect(check(spec("shop", { dev: {} }), spec("shop", { dev: {} }))).toEqual([[same("shop")], [same("shop")]]);
    expect(check(spec("shop", { dev: {}, prod: {} }), spec("shop", { dev: {} }))).toEqual([[`${same("shop")} (dev)`], [same("shop")]]);
  });

  it("finds it also in a spec that has other problems", () => {
    const [first, second] = check(spec("shop", { dev: {} }), spec("shop", { dev: {} }, "lake: { zones: { raw: { colour: red } } }\n"));
    expect([first, second?.length, second?.[0]]).toEqual([[same("shop")], 2, same("shop")]);
  });

  it("knows that roles have no region", () => {
    const [first] = check(spec("shop", { dev: {} }), spec("shop", { dev: { region: "eu-central-1" } }));
    expect(first).toEqual([
      '2:7 name-collision name <shop> Another spec is the stack "shop", in another region of the same account: their roles would get the same names, since roles have no region. Rename one of them. [2: the other stack]',
    ]);
  });

  it("knows names that begin alike in another way", () => {
    const [first] = check(spec("shop-eu", { dev: {} }), spec("shop", { "eu-dev": {} }));
    expect(first?.[0]).toContain('Another spec is a stack whose names begin with "shop-eu-dev" as well (shop, environment eu-dev)');
  });

  it("finds single things whose names are one", () => {
    const [first, second] = check(
      spec("shop", { dev: {} }, "lake: { zones: { x-raw: {}, other: {} } }\n"),
      spec("shop", { "dev-x": {} }, "lake: { zones: { raw: {} } }\n"),
    );
    expect(first).toEqual([
      '6:18 name-collision lake.zones.x-raw <x-raw> Another spec has the bucket "shop-dev-x-raw-111111111111-eu-west-1" that lake.zones.x-raw gets here. Rename one of them. [6: the other one]',
    ]);
    expect(second?.[0]).toContain(
      '<raw> Another spec has the bucket "shop-dev-x-raw-111111111111-eu-west-1" that lake.zones.raw gets here.',
    );
  });

  it("finds a table that two stacks would make on one server", () => {
    const server = (host: string): string => `warehouse: { engine: postgresql, host: ${host}, database: w, secret: s, schemas: [marts] }
sources: { drop: { type: s3, bucket: drop, format: csv } }
ingestion: { orders: { from: sources.drop, to: warehouse.marts } }
`;
    const [first] = check(spec("shop", { dev: {} }, server("db.example.com")), spec("bank", { dev: {} }, server("db.example.com")));
    expect(first?.join("\n")).toContain(
      'Another spec has the table of db.example.com:5432/w "marts.orders" that ingestion.orders gets here. Rename one of them.',
    );
    expect(
      check(spec("shop", { dev: {} }, server("a.example.com")), spec("bank", { dev: {} }, server("b.example.com")))
        .flat()
        .join(""),
    ).not.toContain("Another spec");
  });
});
