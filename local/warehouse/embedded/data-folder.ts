import { execFile } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { RunProblem } from "../../problem";
import { programEnvironment, programProblem } from "./run-program";
import { findPrograms } from "./programs";
import { dataOf, type NewHome } from "./server-home";
import { lastReason } from "./server-log";
import { requireUserName } from "./server-user";

/** User of a stack's own server that may do everything there. */
export const administrator = "datastack_admin";

/** What initdb works on: never `data`, so that data of that name are complete. */
const asidePrefix = "data.new-";

/** Removes what an initdb left that did not end. It may still write: its removal is repeated. */
export function removeHalfMade(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(asidePrefix)))
    rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** Makes the data of a new server. */
export async function makeData({ folder, user }: NewHome, password: string): Promise<void> {
  if (!user) requireUserName();
  const program = join(findPrograms(user), "initdb");
  const aside = mkdtempSync(join(folder, asidePrefix));
  const data = dataOf(aside);
  const passwordFile = join(aside, "password");
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user) for (const path of [aside, passwordFile]) chownSync(path, user.uid, user.gid);
    const login = ["--username", administrator, "--auth", "scram-sha-256", "--pwfile", passwordFile];
    const options = ["--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"];
    await promisify(execFile)(program, ["--pgdata", data, ...login, ...options], { ...user, cwd: aside, env: programEnvironment() });
    renameSync(data, dataOf(folder));
  } catch (error) {
    throw initializationProblem(error, program);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function initializationProblem(error: unknown, program: string): unknown {
  const { stderr } = error as { readonly stderr?: string };
  if (!stderr) return programProblem(error, program);
  return new RunProblem(`The data of the warehouse could not be made: ${lastReason(stderr)}.`, undefined, { cause: error });
}
