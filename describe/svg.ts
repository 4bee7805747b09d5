import { graphlib, layout } from "@dagrejs/dagre";
import type { Lineage } from "./lineage";

/** A box of the picture; sizes in pixels, the place is its middle. */
interface Box {
  readonly kind: "source" | "lake" | "warehouse";
  readonly title: string;
  readonly subtitle: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Arrow {
  readonly lines: readonly string[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly x: number;
  readonly y: number;
}

/** Of the font at 12 pixels: wide enough for any sans-serif. */
const characterWidth = 7.4;
const wideCharacterWidth = 13;
/** Of labels on arrows, which are in 10 pixels. */
const labelScale = 10 / 12;
const lineHeight = 13;
const boxHeight = 40;
const padding = 24;
const margin = 16;

/** The lineage as an SVG picture that needs no script, font or style from elsewhere; dark where the reader's screen is. */
export function renderSvg(lineage: Lineage): string {
  const { boxes, arrows, width, height } = arrange(lineage);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="title">${escapeXml(`Lineage of ${lineage.stack}`)}</title>
<style>
  svg { background: #ffffff; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  text { fill: #1f2328; text-anchor: middle; }
  .subtitle, .label { fill: #59636e; font-size: 10px; }
  .label { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
  .source rect { fill: #fff8e6; stroke: #bf8700; }
  .lake rect { fill: #eaf4ff; stroke: #0969da; }
  .warehouse rect { fill: #eafbee; stroke: #1a7f37; }
  .arrow { fill: none; stroke: #818b98; stroke-width: 1.3; }
  marker path { fill: #818b98; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; }
    text { fill: #f0f6fc; }
    .subtitle, .label { fill: #9198a1; }
    .label { stroke: #0d1117; }
    .source rect { fill: #2b2111; stroke: #bb8009; }
    .lake rect { fill: #0c2138; stroke: #4493f8; }
    .warehouse rect { fill: #0c2618; stroke: #3fb950; }
  }
</style>
<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
${[...arrows.map(drawArrow), ...boxes.map(drawBox), ...arrows.map(drawLabel)].join("\n")}
</svg>
`;
}

function arrange({ sources, containers, edges }: Lineage): { boxes: Box[]; arrows: Arrow[]; width: number; height: number } {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 24, ranksep: 24, marginx: margin, marginy: margin });
  const add = (id: string, kind: Box["kind"], title: string, subtitle: string): void => {
    const width = Math.max(textWidth(title), textWidth(subtitle) * labelScale) + padding;
    graph.setNode(id, { kind, title, subtitle, width, height: boxHeight });
  };
  for (const { id, name, kind } of sources) add(id, "source", name, kind);
  for (const { id: container, store, datasets } of containers)
    for (const { id, name, checks } of datasets)
      add(id, store, name, checks === 0 ? container : `${container}, ${checks} check${checks === 1 ? "" : "s"}`);
  for (const { from, to, by, schedule } of edges) {
    const lines = schedule === undefined ? [by] : [by, schedule];
    const width = Math.max(...lines.map(textWidth)) * labelScale + padding / 2;
    graph.setEdge(from, to, { lines, width, height: lineHeight * lines.length, labelpos: "c" }, by);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    boxes: graph.nodes().map((id) => graph.node(id) as unknown as Box),
    arrows: graph.edges().map((edge) => graph.edge(edge) as unknown as Arrow),
    width: Math.ceil(width),
    height: Math.ceil(height),
  };
}

function textWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) > 0x2e80 ? wideCharacterWidth : characterWidth), 0);
}

function drawBox({ kind, title, subtitle, x, y, width, height }: Box): string {
  const rectangle = `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="6"/>`;
  const titleText = `<text x="${round(x)}" y="${round(y - 2)}">${escapeXml(title)}</text>`;
  const subtitleText = `<text class="subtitle" x="${round(x)}" y="${round(y + 12)}">${escapeXml(subtitle)}</text>`;
  return `<g class="${kind}">${rectangle}${titleText}${subtitleText}</g>`;
}

function drawArrow({ points }: Arrow): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(" ");
  return `<path class="arrow" d="${path}" marker-end="url(#end)"/>`;
}

function drawLabel({ lines, x, y }: Arrow): string {
  const first = y + 3.5 - ((lines.length - 1) * lineHeight) / 2;
  return lines
    .map((line, index) => `<text class="label" x="${round(x)}" y="${round(first + index * lineHeight)}">${escapeXml(line)}</text>`)
    .join("");
}

/** Whole tenths: the same text on every machine. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
