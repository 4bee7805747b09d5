import type { Run } from "../../compiler";
import { stepProblem } from "../pass/step-problem";
import { clockSaidAt, duration } from "./clock";

export interface RunStarterOptions {
  /** Runs it; whether all went well. */
  startRun(run: Run): Promise<boolean>;
  say(message: string): void;
  /** Told of what no run may throw: a bug. */
  failed(error: unknown): void;
}

/** Why a run starts, and when it does next. */
export interface Occasion {
  /** `every 15 minutes`, `2 files arrived`. */
  readonly text: string;
  /** Missing for what nobody can foresee. */
  next?(): Date;
}

/** Starts runs, one at a time: a run never overlaps itself, and what two runs share is never made twice at once. */
export class RunStarter {
  /** The runs that go on or wait for their turn; with why they run once more after it. */
  readonly #busy = new Map<string, { again?: Occasion }>();
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(private readonly options: RunStarterOptions) {}

  /** Starts a run at its time. While the same run still goes on, the time is skipped. */
  tick(run: Run, occasion: Occasion): void {
    if (this.#busy.has(run.name)) this.options.say(`${run.name} is skipped: the run before still goes on${nextText(occasion)}`);
    else this.#enqueue(run, occasion);
  }

  /** Starts a run because something has come. While the same run goes on, it runs once more after it. */
  arrive(run: Run, occasion: Occasion): void {
    const busy = this.#busy.get(run.name);
    if (busy) busy.again = occasion;
    else this.#enqueue(run, occasion);
  }

  /** Starts nothing more, and waits for the run that goes on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
  }

  #enqueue(run: Run, occasion: Occasion): void {
    const busy: { again?: Occasion } = {};
    this.#busy.set(run.name, busy);
    this.#last = this.#last.then(async () => {
      if (!this.#isClosed) await this.#run(run, occasion);
      this.#busy.delete(run.name);
      if (busy.again && !this.#isClosed) this.#enqueue(run, busy.again);
    });
  }

  async #run(run: Run, occasion: Occasion): Promise<void> {
    const { say, startRun, failed } = this.options;
    const started = Date.now();
    say(`${run.name} starts (${occasion.text})`);
    try {
      const isDone = await startRun(run);
      const ended = isDone ? "done in" : this.#isClosed ? "stopped after" : "failed after";
      say(`${run.name} ${ended} ${duration(Date.now() - started)}${nextText(occasion)}`);
    } catch (error) {
      const problem = stepProblem(error);
      if (problem) say(`${run.name} failed: ${problem.message}${nextText(occasion)}`);
      else failed(error);
    }
  }
}

function nextText({ next }: Occasion): string {
  return next ? `, next at ${clockSaidAt(new Date(), next())}` : "";
}
