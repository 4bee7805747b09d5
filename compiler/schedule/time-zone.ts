let supported: ReadonlyMap<string, string> | undefined;

/** Names of the IANA time zones that Node lists, by their lower-case spelling. */
function supportedZones(): ReadonlyMap<string, string> {
  return (supported ??= new Map(["UTC", ...Intl.supportedValuesOf("timeZone")].map((name) => [name.toLowerCase(), name])));
}

/** Undefined when the name is an IANA time zone, an alias such as `Asia/Kolkata` included; else names that may have been meant. */
export function timeZoneCandidates(name: string): readonly string[] | undefined {
  const spelled = supportedZones().get(name.toLowerCase());
  if (spelled === name) return undefined;
  if (spelled !== undefined) return [spelled];
  if (isAlias(name)) return undefined;
  // Without its offset it would be another time.
  return /[+-][0-9]/.test(name) ? [] : [...supportedZones().values()];
}

/** Node knows aliases that it does not list, but also offsets and any capitals: neither is a name that Amazon takes. */
function isAlias(name: string): boolean {
  if (!/^[A-Z][A-Za-z0-9+_-]*(\/[A-Z][A-Za-z0-9+_-]*)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
