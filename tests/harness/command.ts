import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");

/** The command as the build makes it. */
export const cli = path.join(root, "dist", "cli", "datastack.js");

/** Colours only where a test asks for them. */
export const plainEnvironment: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: "", NO_COLOR: "" };

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Builds the command when it is older than its sources. */
export function buildCommand(): void {
  spawnSync(process.execPath, [path.join(root, "scripts", "build.mjs"), "--if-needed"], { cwd: root, stdio: "inherit" });
}

/** The command as a whole process that nobody sits in front of. */
export function datastack(folder: string, ...words: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: plainEnvironment,
    input: "",
  });
  return { status, stdout, stderr };
}

/** A folder for a run, with an example in it; the server of the warehouse may be another user and has to get in. */
export function runFolder(example?: string): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "datastack-test-")));
  chmodSync(folder, 0o755);
  if (example !== undefined)
    cpSync(path.join(root, "specs", "examples", example), folder, { recursive: true, filter: (file) => !file.includes(".datastack") });
  return folder;
}
