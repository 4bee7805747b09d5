import type { StreamColumn } from "../../compiler";
import { jsonMembers } from "./json-members";

/** What an event gets when it is taken. */
export interface EventStamp {
  readonly eventId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Bytes of one record of Data Firehose (Amazon Data Firehose Developer Guide, "Amazon Data Firehose quotas"). */
export const recordLimit = 1_024_000;

/** Whether a text is one JSON object. */
export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * The line that the cloud's endpoint would record for an event (`recordTemplate` of the components): JSON with the columns of the table, and a line feed.
 *
 * @param body - A JSON object.
 * @param columns - Fields that become columns; one column `payload`, the body as text, without them.
 */
export function eventRecord(body: string, columns: readonly StreamColumn[] | undefined, { eventId, receivedAt }: EventStamp): string {
  const own = [`"event_id":${JSON.stringify(eventId)}`, `"received_at":${receivedAt}`];
  return `{${[...own, ...(columns ? declaredFields(body, columns) : [`"payload":${javaString(body)}`])].join(",")}}\n`;
}

function declaredFields(body: string, columns: readonly StreamColumn[]): readonly string[] {
  const members = jsonMembers(body);
  return columns.map(({ name }) => `"${name}":${oneLine(members.get(name) ?? "null")}`);
}

/** Line feeds between the parts of a value are spaces; half a character, which JSON can say and UTF-8 cannot, is the character for what is unknown. */
function oneLine(json: string): string {
  return json
    .replace(/[\n\r\t]+/g, " ")
    .replace(/\\(?:u(?:(d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|(d[89a-f][0-9a-f]{2}))|.)/gi, (escape, _pair, half) =>
      half === undefined ? escape : "\\ufffd",
    );
}

/** A JSON string as the endpoint writes it, so that the limit of a record is reached by the same events: all but ASCII and the slash are escaped. */
function javaString(text: string): string {
  return JSON.stringify(text)
    .replaceAll("/", "\\/")
    .replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
}
