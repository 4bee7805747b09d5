import { Cron } from "croner";
import { parseCron } from "../../compiler";

/**
 * The times of five fields of cron in a time zone, as Amazon EventBridge Scheduler keeps them: a time that the clocks skip when they are put forward does
 * not come, and one that they show twice when they are put back comes once (Amazon EventBridge Scheduler User Guide, "Daylight savings time").
 */
export class CronTimes {
  readonly #cron: Cron;

  constructor(
    text: string,
    private readonly timezone: string,
  ) {
    this.#cron = new Cron(plainText(text), { mode: "5-part", timezone, paused: true });
  }

  /** The first time after a moment. */
  next(after: Date): Date {
    let time = this.#cron.nextRun(after);
    while (time && (!this.#cron.match(time) || this.isShownAgain(time))) time = this.#cron.nextRun(time);
    if (!time) throw new Error(`the schedule ${this.#cron.getPattern() ?? ""} never comes again`);
    return time;
  }

  /** Whether the clocks showed this time once before. */
  private isShownAgain(time: Date): boolean {
    const offset = this.offset(time);
    const earlier = this.offset(new Date(time.getTime() - longestShift)) - offset;
    if (earlier <= 0) return false;
    return this.offset(new Date(time.getTime() - earlier)) === offset + earlier;
  }

  /** How much later than UTC the clocks are, in milliseconds. */
  private offset(time: Date): number {
    const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
    const format = new Intl.DateTimeFormat("en-US", { timeZone: this.timezone, hourCycle: "h23", ...fields });
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return local - Math.floor(time.getTime() / 1000) * 1000;
  }
}

/** No zone puts its clocks back by more. */
const longestShift = 3 * 3_600_000;

/** The values of each field: croner reads some of what may be written otherwise than the compiler, or refuses it (`5-0`, `1-3/15`). */
function plainText(text: string): string {
  const { minute, hour, dayOfMonth, month, dayOfWeek } = parseCron(text);
  return [minute, hour, dayOfMonth, month, dayOfWeek].map(({ any, values }) => (any ? "*" : values.join(","))).join(" ");
}
