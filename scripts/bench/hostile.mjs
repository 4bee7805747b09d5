import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const head = `apiVersion: datastack/v1\nname: hostile\nowner: bench\nenvironments:\n  dev: { account: "111111111111", region: eu-west-1 }\n`;
const many = 100_000;
/** Just below the number of lines at which a file is refused unread. */
const most = 45_000;

const texts = {
  "an alias bomb": () => aliasBomb("abcdefghij".split("")),
  "aliases of a long list": () => `a: &a [${"x,".repeat(2_000)}]\nb: [${"*a,".repeat(900)}]`,
  "5,000 lists inside each other": () => `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  "50 MB": () => "x".repeat(50_000_000),
  "100,000 datasets": () => `${head}ingestion:\n  a:\n    tables:\n${lines(many, (index) => `      t${index}: {}`)}`,
  "45,000 datasets": () => `${datasetsHead}${lines(most, (index) => `      t${index}: {}`)}`,
  "a text of 1 MB": () => `${head}description: ${"x".repeat(1_000_000)}\n`,
  "a line of 4 MB": () => `${head}tags: [ ${"x ".repeat(2_000_000)}\n`,
  "100,000 unknown keys": () => `${head}${lines(many, (index) => `k${index}: 1`)}`,
  "45,000 unknown keys": () => `${head}${lines(most, (index) => `k${index}: 1`)}`,
  "45,000 duplicate keys": () => `${head}tags:\n${lines(most, () => "  k: 1")}`,
  "45,000 documents": () => "---\n".repeat(most),
};

const datasetsHead = `${head}lake: { zones: { raw: {} } }
sources: { db: { type: postgresql, host: db.example, database: app, secret: app/db } }
ingestion:
  all:
    from: sources.db
    to: lake.raw
    schedule: { every: 1 hour }
    tables:
`;

/** Texts that are made to cost time or memory: the name and the file of each. */
export function writeHostileSpecs(folder) {
  mkdirSync(folder, { recursive: true });
  return Object.entries(texts).map(([name, text]) => {
    const spec = path.join(folder, `${name.replaceAll(/\W+/g, "-")}.yaml`);
    writeFileSync(spec, text());
    return { name, spec };
  });
}

function lines(count, line) {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");
}

function aliasBomb(names) {
  const below = (level) => (level === 0 ? "x" : `*${names[level - 1]}`);
  return names.map((name, level) => `${name}: &${name} [${Array(9).fill(below(level)).join(", ")}]`).join("\n");
}
