import type { Recurrence, Run } from "../../compiler";
import { clockSaidAt } from "./clock";
import { CronTimes } from "./cron-times";
import type { RunStarter } from "./run-starter";

export interface SchedulesOptions {
  readonly runs: readonly Run[];
  readonly starter: RunStarter;
  say(message: string): void;
  readonly signal: AbortSignal;
}

/** Starts every run at the times of its schedule, until the signal. What only keeps Iceberg tables small is the cloud's. */
export function keepSchedules({ runs, starter, say, signal }: SchedulesOptions): void {
  for (const run of runs) {
    const { trigger } = run;
    if (trigger.kind !== "schedule" || run.levels.flat().every(({ kind }) => kind === "maintenance")) continue;
    const nextAfter = timesOf(trigger.recurrence, trigger.timezone, new Date());
    const occasion = { text: trigger.text, next: () => nextAfter(new Date()) };
    say(`${run.name} starts at ${clockSaidAt(new Date(), occasion.next())} (${trigger.text})`);
    atEach(nextAfter, () => starter.tick(run, occasion), signal);
  }
}

type NextTime = (after: Date) => Date;

/** @param start - When intervals begin. */
function timesOf(recurrence: Recurrence, timezone: string, start: Date): NextTime {
  if ("cron" in recurrence) {
    const times = new CronTimes(recurrence.cron, timezone);
    return (after) => times.next(after);
  }
  const interval = recurrence.everyMinutes * 60_000;
  return (after) => new Date(start.getTime() + (Math.floor((after.getTime() - start.getTime()) / interval) + 1) * interval);
}

/** Timers count no time while a machine sleeps, and none is longer than 24 days: the clock is asked this often. */
const longestWait = 30_000;

function atEach(nextAfter: NextTime, act: () => void, signal: AbortSignal): void {
  let due = nextAfter(new Date());
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(wake, Math.min(due.getTime() - Date.now(), longestWait));
  };
  const wake = (): void => {
    const now = new Date();
    if (now >= due) {
      due = nextAfter(now);
      act();
    }
    wait();
  };
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  wait();
}
