import { RunProblem } from "../../problem";
import { urlExample } from "../server-url";

/** What PostgreSQL's programs need of the environment; the rest may hold secrets, and a server keeps it as long as it runs. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, LC_ALL: "C", TZ: "UTC" };
}

/** Why a program could not even be started. */
export function programProblem(error: unknown, program: string): unknown {
  const { code = "", syscall = "" } = error as NodeJS.ErrnoException;
  if (!syscall.startsWith("spawn")) return error;
  const reason = code === "ENOENT" ? "this system lacks the C library glibc (Alpine has another)" : code;
  return new RunProblem(`${program} does not run here: ${reason}. Give a server with --warehouse ${urlExample}.`, undefined, {
    cause: error,
  });
}
