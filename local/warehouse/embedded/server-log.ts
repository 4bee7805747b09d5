import { existsSync, readFileSync } from "node:fs";

/** What PostgreSQL said last why it ended, without time and process: the reason and its detail. */
export function lastReason(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const reason = lines.findLastIndex((line) => /\b(FATAL|PANIC|error): /.test(line));
  // Before it can write a log, a program says what is wrong first, and then what one may do.
  if (reason < 0) return withoutPrefix(lines.find((line) => !/\bLOG: /.test(line)) ?? lines.at(-1) ?? "it said nothing");
  const detail = lines.slice(reason + 1, reason + 3).find((line) => /\bDETAIL: /.test(line));
  return [lines[reason] ?? "", ...(detail === undefined ? [] : [detail])].map(withoutPrefix).join(": ");
}

function withoutPrefix(line: string): string {
  return line
    .replace(/^.*?\b(FATAL|PANIC|ERROR|DETAIL|LOG|error|fatal): +/, "")
    .trim()
    .replace(/\.$/, "");
}

/** All that a server said since it was started. */
export function readLog(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
