/** `1,204` */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

const units = ["B", "KB", "MB", "GB", "TB"];

/** `812 B`, `3.4 MB`: a KB is 1000 bytes. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power] as string}`;
}

/** The bytes of so many rows; nothing where they are not known, as for what the warehouse made of its own tables. */
export function sizeText(rows: number, bytes: number): string {
  return rows > 0 && bytes === 0 ? "" : bytesText(bytes);
}

/** `0.12 s`, `2 min 05 s` */
export function timeText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** `1 row`, `3 rows` */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}
