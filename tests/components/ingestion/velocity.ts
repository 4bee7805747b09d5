import { render } from "velocityjs";

/**
 * What API Gateway gives a mapping template, for velocityjs: Java's strings and maps (a null value prints as nothing), and `$input`, `$util` and
 * `$context` as the "Mapping template variables" of its Developer Guide describe them.
 */
class JavaString {
  constructor(private readonly text: string) {}

  length(): number {
    return this.text.length;
  }

  contains(part: string): boolean {
    return this.text.includes(String(part));
  }

  replaceAll(pattern: string, replacement: string): JavaString {
    return new JavaString(this.text.replace(new RegExp(String(pattern), "g"), String(replacement)));
  }

  toString(): string {
    return this.text;
  }
}

/** A map of JSON values, or the text of any other value. */
function javaValue(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return new JavaString(value);
  if (typeof value === "object")
    return { get: (name: string) => javaValue((value as Record<string, unknown>)[String(name)]), toString: () => JSON.stringify(value) };
  return value;
}

/** As Commons Lang 2 does, which API Gateway documents by its effect: single quotes are escaped too, and all that is not ASCII. */
function escapeJavaScript(text: unknown): JavaString {
  const short: Record<string, string> = { "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const escaped = String(text).replace(/[\\"'/]|[^ -~]/g, (character) => {
    if (/[\\"'/]/.test(character)) return `\\${character}`;
    return short[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
  return new JavaString(escaped);
}

export interface MappingRequest {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MappingResult {
  readonly text: string;
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Renders a mapping template for a request, or for an answer with this body. */
export function renderMapping(template: string, request: MappingRequest): MappingResult {
  const override: { status?: number; header: Record<string, unknown> } = { header: {} };
  const event = (): Record<string, unknown> => JSON.parse(request.body) as Record<string, unknown>;
  const at = (path: string): unknown => (path === "$" ? event() : event()[path.slice(2)]);
  const text = render(template, {
    input: {
      body: new JavaString(request.body),
      path: (path: string) => javaValue(at(String(path))),
      json: (path: string) => new JavaString(JSON.stringify(at(String(path))) ?? ""),
      params: () => ({ header: { get: (name: string) => request.headers?.[String(name)] } }),
    },
    util: {
      escapeJavaScript,
      urlDecode: (value: unknown) => decodeURIComponent(String(value)),
      base64Encode: (value: unknown) => Buffer.from(String(value)).toString("base64"),
    },
    context: { extendedRequestId: "JKJaXmPLvHcESHA=", requestTimeEpoch: 1763726400123, responseOverride: override },
  });
  return {
    text,
    headers: Object.fromEntries(Object.entries(override.header).map(([name, value]) => [name, String(value)])),
    ...(override.status === undefined ? {} : { status: Number(override.status) }),
  };
}

/** The line that a rendered call to Data Firehose records. */
export function recordedLine(call: string): string {
  const { Record } = JSON.parse(call) as { readonly Record: { readonly Data: string } };
  return Buffer.from(Record.Data, "base64").toString();
}
