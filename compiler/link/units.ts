const daysOfUnits = { day: 1, week: 7, year: 365 } as const;
const minutesOfUnits = { minute: 1, hour: 60, day: 1440 } as const;
const bytesOfUnits = { MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;

/** `400 days`, `2 weeks`, `1 year` in days. */
export function parseDays(text: string): number {
  return parse(text, daysOfUnits);
}

/** `30 minutes`, `26 hours`, `2 days` in minutes. */
export function parseMinutes(text: string): number {
  return parse(text, minutesOfUnits);
}

/** `100 GB` in bytes; the units are powers of 1024, as in Athena's bill. */
export function parseBytes(text: string): number {
  return parse(text, bytesOfUnits);
}

function parse(text: string, units: Readonly<Record<string, number>>): number {
  const [count, unit = ""] = text.split(" ");
  const factor = units[unit] ?? units[unit.replace(/s$/, "")];
  if (factor === undefined) throw new Error(`the schema let an unknown unit pass: ${text}`);
  return Number(count) * factor;
}
