import { stringify } from "yaml";

/** A value as somebody would write it into a spec, on one line. */
export function asYaml(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

/** A key and its value, on one line. */
export function entryAsYaml(key: string, value: unknown): string {
  return `${asYaml(key)}: ${asYaml(value)}`;
}
