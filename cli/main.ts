import { exitCodes } from "./exit-codes";
import { run } from "./run";
import { systemReason } from "./system-reason";

// The reader of a pipe may leave when it has seen enough: the command goes on, since its exit code says how it ends.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  process.stderr.write(`The output cannot be written: ${systemReason(error)}\n`);
  process.exit(exitCodes.usage);
});

run(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    process.stderr.write(
      `${stack}\n\nThis is a bug in datastack. Please report it with the text above, the output of datastack --version and, if you can, the spec.\n`,
    );
    process.exitCode = exitCodes.bug;
  },
);
