/** The time of a day on this machine: `10:15:02`. */
export function clock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(":");
}

/** A time as it is said now: with its date when it is on another day. */
export function clockSaidAt(now: Date, time: Date): string {
  if (time.toDateString() === now.toDateString()) return clock(time);
  return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())} ${clock(time)}`;
}

/** `2.1 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
