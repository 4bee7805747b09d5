import type { Lineage, LineageSource } from "./lineage";

/** The lineage as a Mermaid flowchart (Mermaid documentation, "Flowcharts - Basic Syntax"), as GitHub and GitLab draw it in Markdown. */
export function renderMermaid({ sources, containers, edges }: Lineage): string {
  const ids = new Map<string, string>();
  const idOf = (thing: string): string => {
    const known = ids.get(thing) ?? `n${ids.size + 1}`;
    ids.set(thing, known);
    return known;
  };
  const lines = ["flowchart LR"];
  for (const source of sources) lines.push(`  ${idOf(source.id)}${sourceShape(source)}`);
  for (const { id, store, datasets } of containers) {
    lines.push(`  subgraph ${idOf(id)}[${quoted(id)}]`);
    for (const dataset of datasets) {
      const name = quoted(dataset.name);
      lines.push(`    ${idOf(dataset.id)}${store === "lake" ? `[${name}]` : `[(${name})]`}`);
    }
    lines.push("  end");
  }
  for (const { from, to, by, schedule } of edges)
    lines.push(`  ${idOf(from)} -- ${quoted(schedule === undefined ? by : `${by}, ${schedule}`)} --> ${idOf(to)}`);
  return `${lines.join("\n")}\n`;
}

function sourceShape({ name, kind }: LineageSource): string {
  const text = quoted(name);
  switch (kind) {
    case "database":
      return `[(${text})]`;
    case "files":
      return `[/${text}/]`;
    case "stream":
      return `([${text}])`;
  }
}

/** In quotes, with every sign that Mermaid or HTML reads as an entity code. */
function quoted(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} .,:_*/+-]/gu, (sign) => `#${sign.codePointAt(0)};`)}"`;
}
