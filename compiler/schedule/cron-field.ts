/** One of the five fields of a cron expression: what it may hold. */
export interface FieldKind {
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Names of the values, from the first value on. */
  readonly names: readonly string[];
}

const dayNames: readonly string[] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const monthNames: readonly string[] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

export const fieldKinds = {
  minute: { label: "minute", minimum: 0, maximum: 59, names: [] },
  hour: { label: "hour", minimum: 0, maximum: 23, names: [] },
  dayOfMonth: { label: "day of month", minimum: 1, maximum: 31, names: [] },
  month: { label: "month", minimum: 1, maximum: 12, names: monthNames },
  dayOfWeek: { label: "day of week", minimum: 0, maximum: 7, names: dayNames },
} as const satisfies Readonly<Record<string, FieldKind>>;

/** A field that was read. */
export interface CronField {
  readonly kind: FieldKind;
  /** Whether it is `*`: any value. */
  readonly any: boolean;
  /** Every value that it stands for, ascending; Sunday is 0. */
  readonly values: readonly number[];
  /** The step of a field that is `*` and a step and nothing else. */
  readonly step?: number;
}

/** What is wrong with one of the fields. */
export interface FieldProblem {
  readonly message: string;
  /** Offsets into the expression; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a field or an expression, as a sentence. */
export class CronProblem extends Error {
  /**
   * @param fields - All that is wrong, where it is with single fields of an expression.
   */
  constructor(
    message: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
  }
}

/** @throws CronProblem - When the field is not one of standard cron. */
export function parseField(text: string, kind: FieldKind): CronField {
  refuseOtherSyntax(text, kind);
  const items = text.split(",").map((item) => parseItem(item, text, kind));
  if (items.some(({ any }) => any)) return { kind, any: true, values: rangeOf(kind.minimum, lastOf(kind)) };
  const folded = items.flatMap(({ values }) => values).map((value) => (kind === fieldKinds.dayOfWeek ? value % 7 : value));
  const values = [...new Set(folded)].sort((left, right) => left - right);
  const [only] = items;
  return { kind, any: false, values, ...(items.length === 1 && only?.step !== undefined ? { step: only.step } : {}) };
}

interface Item {
  readonly any: boolean;
  readonly values: readonly number[];
  readonly step?: number;
}

function parseItem(item: string, text: string, kind: FieldKind): Item {
  const match = /^(\*|[A-Za-z]+|\d+)(?:-([A-Za-z]+|\d+))?(?:\/(\d+))?$/.exec(item);
  const [, first, last, stepText] = match ?? [];
  if (first === undefined || (first === "*" && last !== undefined))
    throw new CronProblem(
      `"${item || text}" is no ${kind.label}: write *, values, ranges such as ${kind.minimum}-${kind.minimum + 3}, steps such as */5, or a list of these`,
    );
  const step = stepText === undefined ? undefined : Number(stepText);
  if (step === 0) throw new CronProblem(`"${item}" steps by 0: the ${kind.label} would never come; a step is at least 1`);
  if (first === "*") return anyItem(item, kind, step);
  const from = valueOf(first, kind);
  if (last === undefined) {
    if (step !== undefined)
      throw new CronProblem(
        `"${item}" has a step without a range, which standard cron does not know: write ${first}-${lastOf(kind)}/${stepText ?? ""}`,
      );
    return { any: false, values: [from] };
  }
  const lastValue = valueOf(last, kind);
  // Sunday ends a week as well as it begins one: FRI-SUN.
  const to = kind === fieldKinds.dayOfWeek && lastValue === 0 && from > 0 ? 7 : lastValue;
  if (to < from)
    throw new CronProblem(
      `the range "${item}" runs backwards: write ${first}-${kind.names.at(-1) ?? lastOf(kind)},${kind.names[0] ?? kind.minimum}-${last}`,
    );
  return { any: false, values: rangeOf(from, to, step) };
}

function anyItem(item: string, kind: FieldKind, step: number | undefined): Item {
  if (step === undefined || step === 1) return { any: true, values: [] };
  if (step > lastOf(kind) - kind.minimum)
    throw new CronProblem(
      `"${item}" steps over every ${kind.label} but ${kind.minimum}: cron begins again at ${kind.minimum} each time; write ${kind.minimum}, or every: … for other intervals`,
    );
  return { any: false, values: rangeOf(kind.minimum, lastOf(kind), step), step };
}

function valueOf(text: string, kind: FieldKind): number {
  const index = kind.names.indexOf(text.toUpperCase());
  if (index !== -1) return index + kind.minimum;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= kind.minimum && value <= kind.maximum) return value;
  const names = kind.names.length > 0 ? ` or ${kind.names[0] ?? ""} to ${kind.names.at(-1) ?? ""}` : "";
  throw new CronProblem(`there is no ${kind.label} ${text}: it goes from ${kind.minimum} to ${kind.maximum}${names}`);
}

/** Syntax of Quartz, Amazon and others, which standard cron does not have. */
function refuseOtherSyntax(text: string, kind: FieldKind): void {
  if (text.includes("?")) throw new CronProblem(`"?" in the ${kind.label} is not standard cron: write *`);
  if (text.includes("#"))
    throw new CronProblem(
      `"#" in the ${kind.label} (the nth weekday of a month) is not standard cron and cannot be said in five fields: write the weekday alone, for every week`,
    );
  if (/^(\d*L|L-\d+|LW)$/i.test(text))
    throw new CronProblem(
      `"L" in the ${kind.label} (the last) is not standard cron and cannot be said in five fields: write ${kind === fieldKinds.dayOfMonth ? "a day that every month has, such as 1 or 28" : "the weekday alone, for every week"}`,
    );
  if (/^\d+W$/i.test(text))
    throw new CronProblem(
      `"W" in the ${kind.label} (the nearest weekday) is not standard cron and cannot be said in five fields: write the day alone`,
    );
}

/** The last value that is not another name of the first: 7 is Sunday again. */
function lastOf(kind: FieldKind): number {
  return kind === fieldKinds.dayOfWeek ? 6 : kind.maximum;
}

function rangeOf(from: number, to: number, step = 1): number[] {
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return values;
}
