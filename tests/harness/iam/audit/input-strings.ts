import { type PlanResource } from "../plan";

/** A string somewhere in a resource's inputs. */
export interface InputString {
  /** JSON pointer into the inputs; it goes on inside JSON documents. */
  readonly path: string;
  readonly value: string;
}

/** Every string in a resource's inputs; JSON documents among them are entered, and reported as their leaves. */
export function inputStrings(resource: PlanResource): readonly InputString[] {
  return stringsWithin(resource.inputs, "");
}

/** Parses a text that looks like a JSON object or list; `undefined` when it is neither. */
export function parseJsonDocument(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function stringsWithin(value: unknown, path: string): readonly InputString[] {
  if (typeof value === "string") {
    const document = parseJsonDocument(value);
    return document === undefined ? [{ path, value }] : stringsWithin(document, path);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => [
    ...(Array.isArray(value)
      ? []
      : [{ path: `${path}/${escapePointer(key)}`, value: key }].filter((entry) => entry.value.startsWith("arn:"))),
    ...stringsWithin(item, `${path}/${escapePointer(key)}`),
  ]);
}

function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
