import type { DeclaredColumn } from "./event-columns";

/**
 * The mapping templates of the endpoint, in API Gateway's dialect of Velocity 1.7 (Amazon API Gateway Developer Guide, "Mapping template variables").
 *
 * Values are put into text once and are not read as templates again, so an event may hold `$` and `#`. Velocity knows no escapes in its own strings:
 * the quotes of the JSON come from `$quote`, the line feed from its percent-code.
 */

/**
 * The call to Data Firehose that records one event: a line of JSON with the columns of the table, in base64.
 *
 * - `event_id` is the extended request id: the plain one can be chosen by who sends the request.
 * - `received_at` is in milliseconds since 1970, which the OpenX SerDe reads as a timestamp (Amazon Data Firehose Developer Guide, "Convert input
 *   data format").
 */
export function recordTemplate(deliveryStream: string, declared: readonly DeclaredColumn[] | undefined): string {
  const columns = declared?.map(({ name }) => name);
  const fields = [
    field("event_id", "${quote}$context.extendedRequestId${quote}"),
    field("received_at", "$context.requestTimeEpoch"),
    ...(columns?.map((name) => field(name, `$${columnVariable(name)}`)) ?? [field("payload", "${quote}$payload${quote}")]),
  ];
  return [
    `#set($quote = '"')`,
    ...(columns === undefined ? [setPayload] : [`#set($event = $input.path('$'))`, ...columns.map(setColumn)]),
    `#set($record = "{${fields.join(",")}}$util.urlDecode('%0A')")`,
    `{"DeliveryStreamName":${JSON.stringify(deliveryStream)},"Record":{"Data":"$util.base64Encode($record)"}}`,
  ].join("\n");
}

/** The body as the inside of a JSON string. `escapeJavaScript` also escapes the single quote, which JSON does not know. */
const setPayload = `#set($payload = $util.escapeJavaScript($input.body).replaceAll("\\\\'", "'"))`;

/**
 * The JSON of one field of the event. A field that is missing or null is an empty text when it is put into a string, like one that is an empty
 * string; only the last has a length. Map lookups by `get`, since a name may begin with `_` or be the name of a Java property.
 */
function setColumn(name: string): string {
  const value = `$event.get('${name}')`;
  const variable = `$${columnVariable(name)}`;
  return [
    `#if("$!event.get('${name}')" != "")#set(${variable} = $input.json('$.${name}'))`,
    `#elseif(${value}.length() == 0)#set(${variable} = "$quote$quote")`,
    `#else#set(${variable} = "null")#end`,
  ].join("");
}

/** Variables of a template begin with a letter, and these must differ from the template's own. */
function columnVariable(name: string): string {
  return `column_${name}`;
}

function field(name: string, value: string): string {
  return `\${quote}${name}\${quote}:${value}`;
}

/** The answer to a recorded event. */
export const acceptedTemplate = '{"accepted":true}';

/** Bytes of one record of Data Firehose, before base64 (Amazon Data Firehose Developer Guide, "Amazon Data Firehose quotas"). */
const recordLimit = 1_024_000;

/**
 * The answer when Data Firehose refuses a record: 413 when it is too large, 503 when it comes too fast, else 500. All its refusals but the last have
 * status 400, so the texts tell them apart.
 */
export const refusedTemplate = [
  `#set($refusal = $input.json('$'))`,
  `#if($refusal.contains("less than or equal to ${recordLimit}"))`,
  `#set($context.responseOverride.status = 413)`,
  `{"message":"The event is too large"}`,
  `#elseif($refusal.contains("ServiceUnavailableException") || $refusal.contains("ThrottlingException"))`,
  `#set($context.responseOverride.status = 503)`,
  `{"message":"Too many events, try again"}`,
  `#else`,
  `{"message":"The event could not be recorded"}`,
  `#end`,
].join("\n");

/**
 * Names the asking page's origin in the answer when it is one of these. Header names come in either case.
 *
 * @param origins - Two or more: an answer can name only one.
 */
export function allowOriginTemplate(origins: readonly string[]): string {
  const isKnown = origins.map((origin) => `$origin == "${origin}"`).join(" || ");
  return [
    `#set($headers = $input.params().header)`,
    `#set($origin = "$!headers.get('origin')")`,
    `#if($origin == "")#set($origin = "$!headers.get('Origin')")#end`,
    `#if(${isKnown})#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end`,
  ].join("");
}
