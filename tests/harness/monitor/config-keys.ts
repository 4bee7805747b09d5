/** The keys of a configuration as the engine passes them on. */
export function qualifyKeys(config: Readonly<Record<string, string>>, project: string): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [qualifyKey(key, project), value]));
}

/** A key without a namespace belongs to the project, as in `Pulumi.<stack>.yaml`. */
export function qualifyKey(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}
