import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const versions = { cli: "2.1148.1", library: "2.276.0", constructs: "10.8.1" };

/** Installs the peer beside the bench, never among our own dependencies. */
export function installCdk(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({
      private: true,
      dependencies: { "aws-cdk": versions.cli, "aws-cdk-lib": versions.library, constructs: versions.constructs },
    }),
  );
  if (!existsSync(path.join(folder, "node_modules", "aws-cdk-lib"))) {
    const install = spawnSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
    if (install.status !== 0) throw new Error("npm could not install aws-cdk");
  }
  const app = path.join(folder, "app.cjs");
  copyFileSync(path.join(path.dirname(fileURLToPath(import.meta.url)), "cdk-app.cjs"), app);
  return {
    versions,
    synth: (resources) => [
      process.execPath,
      path.join(folder, "node_modules", "aws-cdk", "bin", "cdk"),
      "synth",
      "-q",
      "--no-version-reporting",
      "--app",
      `${process.execPath} ${app} ${resources}`,
      "--output",
      path.join(folder, `out-${resources}`),
    ],
    environment: (validation) => (validation ? {} : { CDK_VALIDATION: "false" }),
  };
}
