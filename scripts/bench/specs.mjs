import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const head = (name) =>
  `apiVersion: datastack/v1\nname: ${name}\nowner: bench\nenvironments:\n  dev: { account: "111111111111", region: eu-west-1 }\n`;

/** A lake with as many zones as it takes to plan about so many resources. */
export function writeZonesSpec(folder, wanted, cli) {
  mkdirSync(folder, { recursive: true });
  const spec = path.join(folder, "zones.yaml");
  const resourcesWith = (zones) => {
    const names = Array.from({ length: zones }, (_, index) => `    zone${index}: {}`);
    writeFileSync(spec, `${head("zones")}lake:\n  zones:\n${names.join("\n")}\n`);
    const plan = spawnSync(process.execPath, [cli, "plan", spec, "--env", "dev", "--format", "json"], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (plan.status !== 0) throw new Error(plan.stderr);
    return JSON.parse(plan.stdout).resources.length;
  };
  const [one, two] = [resourcesWith(1), resourcesWith(2)];
  const zones = Math.max(1, Math.ceil((wanted - one) / (two - one)) + 1);
  return { spec, resources: resourcesWith(zones) };
}

/** Half tables, half transforms, in chains of ten. */
export function writeNodesSpec(folder, count) {
  mkdirSync(path.join(folder, "sql"), { recursive: true });
  const half = Math.floor(count / 2);
  const tables = Array.from({ length: half }, (_, index) => `      public.table${index}: { cursor: updated_at, key: [id] }`);
  const transforms = Array.from({ length: half }, (_, index) => {
    const read = index % 10 === 0 ? `lake.raw.table${index}` : `lake.curated.transform${index - 1}`;
    writeFileSync(path.join(folder, "sql", `transform${index}.sql`), `select id, updated_at from {{ ref("${read}") }}\n`);
    return `  transform${index}: { sql: sql/transform${index}.sql, to: lake.curated, materialize: { incremental: [id] } }`;
  });
  const spec = path.join(folder, "nodes.yaml");
  writeFileSync(
    spec,
    `${head("nodes")}lake:\n  zones:\n    raw: {}\n    curated: { format: iceberg }\nsources:\n  db: { type: postgresql, host: db.example, database: app, secret: app/db }\n` +
      `ingestion:\n  all:\n    from: sources.db\n    to: lake.raw\n    schedule: { every: 1 hour }\n    tables:\n${tables.join("\n")}\ntransforms:\n${transforms.join("\n")}\n`,
  );
  return spec;
}
