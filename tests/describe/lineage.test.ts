import { describe, expect, it } from "vitest";
import { compileStack, SourceFile } from "../../compiler";
import { describeLineage, renderMermaid, renderSvg, type Lineage } from "../../describe";
import { exampleEnvironment, exampleInput, stackNames } from "../harness/examples";

function lineageOf(name: string): Lineage {
  return describeLineage(compileStack(exampleInput(name), exampleEnvironment(name)).graph);
}

describe("the lineage", () => {
  it("of the shop, as Mermaid", () => {
    expect(renderMermaid(lineageOf("shop"))).toBe(`flowchart LR
  n1[("orders-db")]
  n2(["web"])
  subgraph n3["lake.curated"]
    n4["orders_clean"]
  end
  subgraph n5["lake.raw"]
    n6["customers"]
    n7["events"]
    n8["orders"]
  end
  subgraph n9["warehouse.marts"]
    n10[("daily_revenue")]
  end
  n2 -- "events, all the time" --> n7
  n1 -- "orders, every 15 minutes" --> n6
  n1 -- "orders, every 15 minutes" --> n8
  n4 -- "daily_revenue, 30 5 * * * Europe/Berlin" --> n10
  n8 -- "orders_clean" --> n4
`);
  });

  it.each(stackNames)("of %s has every dataset, and edges only between things that it has", (name) => {
    const { graph } = compileStack(exampleInput(name), exampleEnvironment(name));
    const { sources, containers, edges } = describeLineage(graph);
    const datasets = containers.flatMap((container) => container.datasets.map(({ id }) => id));
    expect([...datasets].sort()).toEqual(graph.datasets.map(({ id }) => id).sort());
    const things = new Set([...datasets, ...sources.map(({ id }) => id)]);
    expect(edges.filter(({ from, to }) => !things.has(from) || !things.has(to))).toEqual([]);
    expect(new Set(edges.map(({ to }) => to))).toEqual(new Set(datasets));
  });

  it.each(stackNames)("of %s is one SVG picture with a box for each source and dataset, inside its frame", (name) => {
    const lineage = lineageOf(name);
    const svg = renderSvg(lineage);
    const datasets = lineage.containers.flatMap((container) => container.datasets);
    const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
    const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map((match) =>
      match.slice(1).map(Number),
    );
    expect(boxes).toHaveLength(lineage.sources.length + datasets.length);
    for (const [x = 0, y = 0, boxWidth = 0, boxHeight = 0] of boxes) {
      expect(x + boxWidth).toBeLessThanOrEqual(width);
      expect(y + boxHeight).toBeLessThanOrEqual(height);
    }
    expect(svg.match(/class="arrow"/g) ?? []).toHaveLength(lineage.edges.length);
    expect(renderSvg(lineageOf(name))).toBe(svg);
  });

  it("holds nothing that the reader of a picture or a page would run", () => {
    const hostile = `x"]; click n1 "javascript:alert(1)" <script>&'`;
    const lineage: Lineage = {
      stack: hostile,
      sources: [{ id: "sources.a", name: hostile, kind: "stream", pointer: "/sources/a" }],
      containers: [
        { id: "lake.raw", store: "lake", datasets: [{ id: "lake.raw.a", name: hostile, producer: hostile, pointer: "/", checks: 1 }] },
      ],
      edges: [{ from: "sources.a", to: "lake.raw.a", by: hostile, schedule: hostile }],
    };
    const code = "x#34;#93;#59; click n1 #34;javascript:alert#40;1#41;#34; #60;script#62;#38;#39;";
    expect(renderMermaid(lineage).split("\n").slice(1)).toEqual([
      `  n1(["${code}"])`,
      '  subgraph n2["lake.raw"]',
      `    n3["${code}"]`,
      "  end",
      `  n1 -- "${code}, ${code}" --> n3`,
      "",
    ]);
    const svg = renderSvg(lineage);
    expect(svg).not.toContain("<script");
    expect(svg.match(/&(?!#\d+;)/)).toBeNull();
  });

  it("of a spec without data is an empty chart", () => {
    const text =
      "apiVersion: datastack/v1\nname: empty\nowner: me\nenvironments: { dev: { account: '111111111111', region: eu-west-1 } }\nlake: { zones: { raw: {} } }\n";
    const input = { file: new SourceFile("empty.yaml", text), files: { read: () => ({ problem: "is not there" }) } };
    const lineage = describeLineage(compileStack(input, "dev").graph);
    expect(renderMermaid(lineage)).toBe('flowchart LR\n  subgraph n1["lake.raw"]\n  end\n');
    expect(renderSvg(lineage)).toContain("<svg");
  });
});
