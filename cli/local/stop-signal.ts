import { exitCodes } from "../exit-codes";

/** Aborted by Ctrl-C or the end of the session; the second time the program ends at once, and loses nothing that has been saved. */
export interface StopSignal {
  readonly signal: AbortSignal;
  release(): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export function listenForStop(say: (message: string) => void): StopSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.problems);
    controller.abort();
    say("Stopping: what is running ends first. Once more stops at once.");
  };
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}
