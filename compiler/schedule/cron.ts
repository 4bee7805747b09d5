import { CronProblem, fieldKinds, parseField, type CronField, type FieldKind, type FieldProblem } from "./cron-field";

/** A cron expression in the five standard fields, read. */
export interface Cron {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  readonly dayOfWeek: CronField;
}

const macros: ReadonlyMap<string, string> = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

/** @throws CronProblem - When it is no standard cron expression, never comes, or cannot be said in Amazon's syntax. */
export function parseCron(text: string): Cron {
  const trimmed = text.trim();
  if (trimmed.startsWith("@") && !macros.has(trimmed.toLowerCase()))
    throw new CronProblem(`there is no "${trimmed}": write ${[...macros.keys()].join(", ")} or five fields`);
  if (/^(cron|rate)\(/i.test(trimmed)) throw new CronProblem(amazonSyntaxProblem(trimmed));
  const expression = macros.get(trimmed.toLowerCase()) ?? text;
  const fields = [...expression.matchAll(/\S+/g)];
  if (fields.length !== 5) throw new CronProblem(fieldCountProblem(fields.length));
  const cron = readFields(fields);
  refuseBothDays(cron);
  refuseImpossibleDate(cron);
  return cron;
}

const kinds = [fieldKinds.minute, fieldKinds.hour, fieldKinds.dayOfMonth, fieldKinds.month, fieldKinds.dayOfWeek];

/** Reads every field, so that all that is wrong is told. */
function readFields(fields: readonly RegExpExecArray[]): Cron {
  const problems: FieldProblem[] = [];
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields.map(({ 0: text, index: start }, position) => {
    try {
      return parseField(text, kinds[position] as FieldKind);
    } catch (error) {
      if (!(error instanceof CronProblem)) throw error;
      problems.push({ message: error.message, start, end: start + text.length });
      return undefined;
    }
  });
  if (problems[0]) throw new CronProblem(problems[0].message, problems);
  return { minute, hour, dayOfMonth, month, dayOfWeek } as Cron;
}

/** Somebody has taken an expression out of the console or out of a template. */
function amazonSyntaxProblem(text: string): string {
  const interval = /^rate\((\d+ (?:minute|hour|day)s?)\)$/i.exec(text)?.[1] ?? "1 hour";
  if (/^rate/i.test(text)) return `this is Amazon's syntax, rate(…): write every: ${interval} instead of cron`;
  const [minute, hour, dayOfMonth, month, dayOfWeek] = text.slice("cron(".length).replace(")", "").replaceAll("?", "*").split(/\s+/);
  const isStandard = dayOfWeek !== undefined && /^[*A-Z]/i.test(dayOfWeek);
  return `this is Amazon's syntax, cron(…): write the five fields${isStandard ? `, ${[minute, hour, dayOfMonth, month, dayOfWeek].join(" ")}` : " of cron"}`;
}

/** The same times in the syntax of Amazon EventBridge Scheduler; ranges keep it below the 256 characters that it takes, whatever the values are. */
export function toAmazonCron(cron: Cron): string {
  const dayOfWeek = amazonDayOfWeek(cron.dayOfWeek);
  const dayOfMonth = dayOfWeek === "?" ? amazonField(cron.dayOfMonth) : "?";
  return `cron(${amazonField(cron.minute)} ${amazonField(cron.hour)} ${dayOfMonth} ${amazonField(cron.month)} ${dayOfWeek} *)`;
}

/** The times of a day at which it comes, in minutes after midnight, ascending. */
export function timesOfDay(cron: Cron): readonly number[] {
  return cron.hour.values.flatMap((hour) => cron.minute.values.map((minute) => hour * 60 + minute));
}

/** Whether it comes on a day; of the date only its year, month and day in UTC count. */
export function comesOn(cron: Cron, date: Date): boolean {
  return (
    cron.month.values.includes(date.getUTCMonth() + 1) &&
    cron.dayOfMonth.values.includes(date.getUTCDate()) &&
    (cron.dayOfWeek.any || cron.dayOfWeek.values.includes(date.getUTCDay()))
  );
}

/** The longest time between two runs, in minutes, over the years to come. */
export function longestGapOfCron(cron: Cron): number {
  const times = timesOfDay(cron);
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const withinDay = times.slice(1).reduce((longest, time, index) => Math.max(longest, time - (times[index] ?? 0)), 0);
  return Math.max(withinDay, longestGapDays(cron) * 1440 - (last - first));
}

function longestGapDays(cron: Cron): number {
  if (cron.month.any && cron.dayOfMonth.any && cron.dayOfWeek.any) return 1;
  const days = Array.from({ length: daysOfFourYears + 366 }, (_, index) => index).filter((index) =>
    comesOn(cron, new Date(leapYearStart + index * millisecondsOfDay)),
  );
  return days.slice(1).reduce((longest, day, index) => Math.max(longest, day - (days[index] ?? 0)), days.length < 2 ? daysOfFourYears : 0);
}

const leapYearStart = Date.UTC(2028, 0, 1);
const millisecondsOfDay = 86_400_000;
const daysOfFourYears = 1461;

function fieldCountProblem(count: number): string {
  const advice = count === 6 || count === 7 ? "; seconds and years cannot be said" : "";
  return `a cron expression has five fields (minute, hour, day of month, month, day of week), this has ${count}${advice}`;
}

function refuseBothDays({ dayOfMonth, dayOfWeek }: Cron): void {
  if (dayOfMonth.any || dayOfWeek.any) return;
  throw new CronProblem(
    "cron runs on the days of the month and on the days of the week together, which Amazon EventBridge cannot say: write * in one of the two, or make two schedules",
  );
}

function refuseImpossibleDate({ dayOfMonth, month }: Cron): void {
  const firstDay = dayOfMonth.values[0] ?? 1;
  if (month.values.some((value) => firstDay <= (daysOfMonths[value - 1] ?? 31))) return;
  throw new CronProblem(`this never comes: no such month has a day ${firstDay}`);
}

const daysOfMonths: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function amazonField(field: CronField): string {
  if (field.any) return "*";
  if (field.step !== undefined) return `${field.kind.minimum}/${field.step}`;
  return compressed(field.values, String);
}

/** `?` stands for any day of the week; names, since Amazon counts from 1 for Sunday. */
function amazonDayOfWeek(field: CronField): string {
  if (field.any || field.values.length === 7) return "?";
  return compressed(field.values, (value) => fieldKinds.dayOfWeek.names[value] ?? "");
}

/** Values as a list, with ranges for three and more in a row. */
function compressed(values: readonly number[], written: (value: number) => string): string {
  const parts: string[] = [];
  for (let index = 0; index < values.length;) {
    let end = index;
    while (values[end + 1] === (values[end] as number) + 1) end++;
    const [from, to] = [values[index] as number, values[end] as number];
    if (end - index >= 2) parts.push(`${written(from)}-${written(to)}`);
    else parts.push(...values.slice(index, end + 1).map(written));
    index = end + 1;
  }
  return parts.join(",");
}
