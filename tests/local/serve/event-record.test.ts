import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordTemplate } from "../../../components/ingestion/clickstream/event-templates";
import type { StreamColumn } from "../../../compiler";
import { eventRecord, isJsonObject } from "../../../local/serve/event-record";
import { recordedLine, renderMapping } from "../../components/ingestion/velocity";

/** What the tests' gateway stamps events with. */
const stamp = { eventId: "JKJaXmPLvHcESHA=", receivedAt: 1763726400123 };

const columns: readonly StreamColumn[] = [
  { name: "_session", type: "string" },
  { name: "class", type: "string" },
  { name: "count", type: "bigint" },
  { name: "page", type: "string" },
];

/** The line that the cloud's template records. */
function cloudLine(body: string, declared: readonly StreamColumn[] | undefined): string {
  return recordedLine(renderMapping(recordTemplate("shop-dev-events", declared), { body }).text);
}

const text = fc.string({ unit: "binary" });
const value = fc.oneof(fc.jsonValue({ stringUnit: "binary" }), fc.constantFrom("", "null", null, 0, false, [], {}));
const event = fc.oneof(
  fc.dictionary(text, value),
  fc.record({ _session: value, class: value, count: value, page: value }, { requiredKeys: [] }),
);
/** As pages write JSON, and as people do. */
const body = fc
  .tuple(event, fc.constantFrom(undefined, 2, "\t", "\r\n"))
  .map(([object, indent]) =>
    indent === "\r\n" ? JSON.stringify(object, null, 1).replaceAll("\n", indent) : JSON.stringify(object, null, indent),
  );

describe("eventRecord", () => {
  it("writes the bytes of the cloud's record, without columns", () => {
    fc.assert(
      fc.property(body, (sent) => {
        expect(eventRecord(sent, undefined, stamp)).toBe(cloudLine(sent, undefined));
      }),
    );
  });

  it("writes what the cloud's record says, with columns", () => {
    fc.assert(
      fc.property(body, (sent) => {
        const line = eventRecord(sent, columns, stamp);
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(JSON.parse(line)).toEqual(JSON.parse(cloudLine(sent, columns)));
      }),
    );
  });

  it.each([
    ["a number with more digits than JavaScript keeps", '{"count": 9007199254740993}', '"count":9007199254740993'],
    ["the last of two fields of a name", '{"count":1,"count":2}', '"count":2'],
    ["a field whose name is written with escapes", String.raw`{"c\u006funt":3}`, '"count":3'],
    ["brackets and quotes in strings", String.raw`{"a":"}],\"\\","count":[{"b":"]"}, 4]}`, String.raw`"count":[{"b":"]"}, 4]`],
    [
      "half a character, which no UTF-8 can hold",
      String.raw`{"page":"a\ud800\\ud800\ud83d\ude00"}`,
      String.raw`"page":"a\ufffd\\ud800\ud83d\ude00"`,
    ],
    ["a field that JavaScript objects have", '{"__proto__":"a"}', '"__proto__":"a"'],
    ["a missing field that JavaScript objects have", "{}", '"__proto__":null'],
    ["a field of a nested object only where it is the event's own", '{"page":{"count":5}}', '"count":null'],
  ])("takes %s", (_, sent, field) => {
    expect(eventRecord(sent, [...columns, { name: "__proto__", type: "string" }], stamp)).toContain(field);
  });
});

describe("isJsonObject", () => {
  it.each(["{}", ' {"a":1}\n'])("takes %o", (sent) => expect(isJsonObject(sent)).toBe(true));
  it.each(["", "null", "1", '"a"', "[]", "[{}]", "{", "{}{}", "a=1", "\ufeff{}"])("refuses %o", (sent) =>
    expect(isJsonObject(sent)).toBe(false),
  );
});
