import { randomBytes } from "node:crypto";

/** A new run's id: 16 characters of `[a-z0-9]`, the time first, so that later ones sort after earlier ones. */
export function newRunId(now: Date): string {
  const random = [...randomBytes(7)].map((byte) => (byte % 36).toString(36)).join("");
  return now.getTime().toString(36).padStart(9, "0") + random;
}
