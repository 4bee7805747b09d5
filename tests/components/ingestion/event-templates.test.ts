import { describe, expect, it } from "vitest";
import { allowOriginTemplate, recordTemplate, refusedTemplate } from "../../../components/ingestion/clickstream/event-templates";
import { recordedLine, renderMapping } from "./velocity";

const own = { event_id: "JKJaXmPLvHcESHA=", received_at: 1763726400123 };

const trickyBodies: Readonly<Record<string, string>> = {
  plain: '{"page":"/home"}',
  "single quotes": `{"title":"it's 'here'"}`,
  "escaped quotes and backslashes": String.raw`{"path":"C:\\temp\\","quote":"\"","both":"\\\"'"}`,
  "a backslash before a single quote": String.raw`{"text":"a\\'b"}`,
  "line feeds and tabs": '{\r\n\t"page": "/home"\n}',
  "escaped control characters": String.raw`{"text":"\u0000\u001f\n"}`,
  "other alphabets and emoji": '{"text":"größe 注文 🛒"}',
  "line separators of JavaScript": '{"text":"\u2028\u2029"}',
  "what looks like a template": '{"text":"$quote #if(1) ${context.identity} #set($a = 1)"}',
  "closing tags": '{"text":"</script>"}',
  "an empty object": "{}",
};

describe("recordTemplate without columns", () => {
  const template = recordTemplate("shop-dev-events", undefined);

  it.each(Object.entries(trickyBodies))("records %s as the text that was sent", (_, body) => {
    const { text } = renderMapping(template, { body });
    const line = recordedLine(text);
    expect(line.endsWith("}\n")).toBe(true);
    expect(line.slice(0, -1)).not.toContain("\n");
    expect(JSON.parse(line)).toEqual({ ...own, payload: body });
  });

  it("calls Data Firehose with the stream's name", () => {
    expect(JSON.parse(renderMapping(template, { body: "{}" }).text)).toMatchObject({ DeliveryStreamName: "shop-dev-events" });
  });
});

describe("recordTemplate with columns", () => {
  const template = recordTemplate("shop-dev-events", [
    { name: "_session", type: "string" },
    { name: "class", type: "string" },
    { name: "count", type: "integer" },
    { name: "empty", type: "boolean" },
    { name: "page", type: "string" },
  ]);
  const record = (body: unknown): unknown => JSON.parse(recordedLine(renderMapping(template, { body: JSON.stringify(body) }).text));

  it("takes the declared fields, and null for those that are missing", () => {
    expect(record({ page: "/home", other: 1 })).toEqual({ ...own, _session: null, class: null, count: null, empty: null, page: "/home" });
  });

  it("keeps false, zero, empty texts and nulls apart", () => {
    expect(record({ _session: "", class: null, count: 0, empty: false, page: "null" })).toEqual({
      ...own,
      _session: "",
      class: null,
      count: 0,
      empty: false,
      page: "null",
    });
  });

  it("does not take a value of one field for the next", () => {
    expect(record({ class: "a" })).toEqual({ ...own, _session: null, class: "a", count: null, empty: null, page: null });
  });

  it("keeps nested values as JSON, and quotes, templates and alphabets as they are", () => {
    const body = { page: { a: [1, "it's"] }, class: '"$quote\\ #end 注文' };
    expect(record(body)).toEqual({ ...own, _session: null, count: null, empty: null, ...body });
  });
});

describe("refusedTemplate", () => {
  it.each([
    [
      { __type: "ValidationException", message: "… failed to satisfy constraint: Member must have length less than or equal to 1024000" },
      413,
      "The event is too large",
    ],
    [{ __type: "ServiceUnavailableException", message: "Slow down." }, 503, "Too many events, try again"],
    [{ __type: "AccessDeniedException", Message: "no" }, undefined, "The event could not be recorded"],
  ])("answers %o", (body, status, message) => {
    const result = renderMapping(refusedTemplate, { body: JSON.stringify(body) });
    expect(result.status).toBe(status);
    expect(JSON.parse(result.text)).toEqual({ message });
  });
});

describe("allowOriginTemplate", () => {
  const template = allowOriginTemplate(["https://a.example", "https://b.example"]);

  it.each([
    ["origin", "https://a.example"],
    ["Origin", "https://b.example"],
  ])("names a known origin of the header %s", (header, origin) => {
    const result = renderMapping(template, { body: "{}", headers: { [header]: origin } });
    expect(result.headers).toEqual({ "Access-Control-Allow-Origin": origin });
    expect(result.text).toBe("");
  });

  it.each(["", "https://c.example", "https://a.example.evil.example"])("names no other: %o", (origin) => {
    expect(renderMapping(template, { body: "{}", headers: { origin } }).headers).toEqual({});
  });
});
