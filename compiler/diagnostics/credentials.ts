const credential =
  /((?:^|[^a-z])(?:pass|passwd|password|pwd|token|api[_-]?key|access[_-]?key)["']?\s*:(?!:)\s*)("[^"]*"|'[^']*'|[^\s,}"']+)/gi;

/**
 * A line of a spec with asterisks for the values of keys that hold credentials: they have no place in a spec, and none in the log of a check. The line
 * keeps its length.
 */
export function hideCredentials(line: string): string {
  return line.replaceAll(credential, (_, key: string, value: string) => key + "*".repeat(value.length));
}
