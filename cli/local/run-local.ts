import { createColors } from "picocolors";
import { runAndServe, runStack, type RunResult, type ServeOptions } from "../../local";
import { exitCodes, type ExitCode } from "../exit-codes";
import { formatText } from "../format/text";
import { useColors } from "../output-options";
import { folderOf, openSpec } from "../spec-argument";
import { formatRunJson } from "./json";
import { formatProblems, type TextView } from "./problems";
import { noProgress, showProgress } from "./progress";
import type { RunCommandOptions } from "./run-options";
import { listenForStop } from "./stop-signal";
import { formatSummary } from "./summary";

/** Runs the stack of a spec on this machine and prints what came of it. */
export async function runLocal(specPath: string, options: RunCommandOptions): Promise<ExitCode> {
  const began = performance.now();
  const { stderr, stdout } = process;
  const isShown = options.quiet !== true && (options.format === "text" || stderr.isTTY);
  const progress = isShown ? showProgress(stderr, useColors(options.color, stderr)) : noProgress;
  const stop = listenForStop((message) => {
    if (options.quiet !== true) progress.event({ kind: "notice", message });
  });
  let exitCode: ExitCode = exitCodes.fine;
  const ended = (result: RunResult): void => {
    progress.end();
    if (options.quiet !== true) stderr.write(formatText(result.compilation.warnings, folderOf(specPath), useColors(options.color, stderr)));
    stdout.write(render(result));
    if (stop.signal.aborted) stderr.write("stopped\n");
    exitCode = result.status === "done" ? exitCodes.fine : exitCodes.problems;
  };
  try {
    const input = openSpec(specPath);
    const local = localOptions();
    if (options.serve === true) await runAndServe(input, local);
    else ended(await runStack(input, local));
    return exitCode;
  } finally {
    progress.end();
    stop.release();
  }

  function localOptions(): ServeOptions {
    const { source, warehouse, only, reset, port, state } = options;
    return {
      folder: folderOf(specPath),
      places: source,
      report: (event) => progress.event(event),
      signal: stop.signal,
      started: ended,
      ended: (result) => {
        if (options.format === "text") stdout.write(formatProblems(result, view()));
      },
      ...(state === undefined ? {} : { stateParent: state }),
      ...(warehouse === undefined ? {} : { warehouse }),
      ...(only === undefined ? {} : { only }),
      ...(reset === undefined ? {} : { reset }),
      ...(port === undefined ? {} : { port }),
    };
  }

  function render(result: RunResult): string {
    if (options.format === "json") return formatRunJson(result, folderOf(specPath));
    return options.quiet === true
      ? formatProblems(result, view())
      : formatSummary(result, { ...options, specPath }, performance.now() - began, view());
  }

  function view(): TextView {
    return { folder: folderOf(specPath), colors: createColors(useColors(options.color, stdout)), width: stdout.columns || 120 };
  }
}
