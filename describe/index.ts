export { describeLineage, type Lineage } from "./lineage";
export { renderMermaid } from "./mermaid";
export { renderSvg } from "./svg";
