import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { eventApi } from "../../../components/ingestion/clickstream/event-api";
import type { StreamIngestion } from "../../../compiler";
import { EventEndpoint } from "../../../local/serve/event-endpoint";
import { recordedLine, renderMapping } from "../../components/ingestion/velocity";
import { identity } from "../../components/ingestion/graphs";
import { streamIngestion } from "./streams";

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Answered {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

const json = { "Content-Type": "application/json" };
const endpoints: EventEndpoint[] = [];

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

/** An endpoint and what it recorded. */
async function serve(
  source: Partial<StreamIngestion["source"]> = {},
  options: { record?: (line: string) => void; eventsPerSecond?: number } = {},
) {
  const lines: string[] = [];
  const failures: unknown[] = [];
  const endpoint = new EventEndpoint({
    ingestion: streamIngestion(source),
    record: (line) => lines.push(line),
    failed: (error) => failures.push(error),
    ...options,
  });
  endpoints.push(endpoint);
  const port = await endpoint.listen(0);
  const send = (sent: Sent): Promise<Answered> =>
    new Promise((done, failed) => {
      const { method = "POST", path = "/v1/events", headers = json, body = "" } = sent;
      const posted = request({ port, host: "127.0.0.1", method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => done({ status: response.statusCode, body: Buffer.concat(chunks).toString(), headers: response.headers }));
      });
      posted.on("error", failed);
      posted.end(body);
    });
  return { send, lines, failures };
}

/** A text that makes a record of this many bytes, without columns. */
function bodyForRecord(bytes: number): string {
  const empty = recordedLine(renderMapping(postTemplate(["*"]), { body: '{"a":""}' }).text);
  return `{"a":"${"x".repeat(bytes - Buffer.byteLength(empty))}"}`;
}

function postTemplate(origins: readonly string[]): string {
  return integration(origins, "post").requestTemplates["application/json"] ?? "";
}

describe("the event endpoint", () => {
  it.each<[string, Sent, number, unknown]>([
    ["an event", { body: '{"page":"/"}' }, 200, { accepted: true }],
    ["an event with a charset", { headers: { "Content-Type": "Application/JSON; charset=utf-8" }, body: "{}" }, 200, { accepted: true }],
    ["an event without a type", { headers: {}, body: "{}" }, 200, { accepted: true }],
    ["an event and a query", { path: "/v1/events?a=1", body: "{}" }, 200, { accepted: true }],
    ["a list", { body: "[{}]" }, 400, { message: "Invalid request body" }],
    ["nothing", { body: "" }, 400, { message: "Invalid request body" }],
    ["what is no JSON", { body: "{page:1}" }, 400, { message: "Invalid request body" }],
    ["null", { body: "null" }, 400, { message: "Invalid request body" }],
    [
      "a beacon of text",
      { headers: { "Content-Type": "text/plain;charset=UTF-8" }, body: "{}" },
      415,
      { message: "Unsupported Media Type" },
    ],
    [
      "a form",
      { headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "a=1" },
      415,
      { message: "Unsupported Media Type" },
    ],
    ["the largest record", { body: bodyForRecord(1_024_000) }, 200, { accepted: true }],
    ["a record that is a byte larger", { body: bodyForRecord(1_024_001) }, 413, { message: "The event is too large" }],
    ["the largest body", { body: Buffer.alloc(10 * 1024 * 1024, " ") }, 400, { message: "Invalid request body" }],
    ["a body that is a byte larger", { body: Buffer.alloc(10 * 1024 * 1024 + 1, " ") }, 413, { message: "Request Too Long" }],
    ["another method", { method: "GET" }, 403, { message: "Missing Authentication Token" }],
    ["PUT", { method: "PUT", body: "{}" }, 403, { message: "Missing Authentication Token" }],
    ["another path", { path: "/events", body: "{}" }, 403, { message: "Missing Authentication Token" }],
    ["the root", { path: "/", body: "{}" }, 403, { message: "Missing Authentication Token" }],
  ])("answers %s", async (_, sent, status, body) => {
    const { send, lines } = await serve();
    const answer = await send(sent);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, body]);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(lines).toHaveLength(status === 200 ? 1 : 0);
  });

  it("records an event with an id and the time", async () => {
    const { send, lines } = await serve();
    const before = Date.now();
    await send({ body: '{"page":"/größe"}' });
    const record = JSON.parse(lines[0] ?? "") as { event_id: string; received_at: number; payload: string };
    expect(record.payload).toBe('{"page":"/größe"}');
    expect(record.event_id).toMatch(/^[A-Za-z0-9+/]{15}=$/);
    expect(record.received_at).toBeGreaterThanOrEqual(before);
    expect(record.received_at).toBeLessThanOrEqual(Date.now());
  });

  it("answers 429 beyond its rate, and takes events again later", async () => {
    const { send, lines } = await serve({}, { eventsPerSecond: 5 });
    const answers = await Promise.all(Array.from({ length: 60 }, () => send({ body: "{}" })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused[0]?.body).toBe('{"message":"Too Many Requests"}');
    expect(lines).toHaveLength(60 - refused.length);
    await expect.poll(async () => (await send({ body: "{}" })).status, { timeout: 30_000 }).toBe(200);
  });

  it("acknowledges nothing that it cannot keep", async () => {
    const full = new Error("ENOSPC");
    const { send, failures } = await serve({}, { record: () => { throw full; } }); // prettier-ignore
    const answer = await send({ body: "{}" });
    expect([answer.status, answer.body]).toEqual([500, '{"message":"The event could not be recorded"}']);
    expect(failures).toEqual([full]);
  });
});

interface Integration {
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: Readonly<
    Record<string, { readonly responseParameters: Record<string, string>; readonly responseTemplates: Record<string, string> }>
  >;
}

function api(origins: readonly string[]) {
  return eventApi(identity, { apiName: "a", deliveryStream: "a", roleArn: "a", origins }) as {
    readonly paths: {
      readonly "/events": Readonly<Record<"post" | "options", { readonly "x-amazon-apigateway-integration": Integration }>>;
    };
    readonly "x-amazon-apigateway-gateway-responses": { readonly DEFAULT_4XX: { readonly responseParameters: Record<string, string> } };
  };
}

function integration(origins: readonly string[], method: "post" | "options"): Integration {
  return api(origins).paths["/events"][method]["x-amazon-apigateway-integration"];
}

/** Headers that API Gateway would set: those of the document, and those that its template chooses. */
function cloudHeaders(origins: readonly string[], kind: "200" | "preflight" | "gateway", origin: string): Readonly<Record<string, string>> {
  const { responseParameters, responseTemplates } =
    kind === "gateway"
      ? { ...api(origins)["x-amazon-apigateway-gateway-responses"].DEFAULT_4XX, responseTemplates: {} as Record<string, string> }
      : (integration(origins, kind === "preflight" ? "options" : "post").responses[
          kind === "preflight" ? "default" : "2\\d{2}"
        ] as Integration["responses"][string]);
  const fixed = Object.entries(responseParameters).map(([name, value]) => [name.split(".header.")[1] ?? "", value.slice(1, -1)] as const);
  const chosen = renderMapping(responseTemplates["application/json"] ?? "", { body: "{}", headers: { Origin: origin } }).headers;
  return Object.fromEntries([...fixed, ...Object.entries(chosen)].map(([name, value]) => [name.toLowerCase(), value]));
}

describe("what pages of which origins may read", () => {
  const known = ["https://a.example", "https://b.example"];
  const sents: Readonly<Record<"200" | "preflight" | "gateway", Sent>> = {
    200: { body: "{}", headers: json },
    preflight: { method: "OPTIONS", headers: {} },
    gateway: { body: "[]", headers: json },
  };
  const cases = [["*"], ["https://a.example"], known, [...known, "*"]].flatMap((origins) =>
    (["200", "preflight", "gateway"] as const).flatMap((kind) =>
      ["https://a.example", "https://b.example", "https://a.example.evil.example", ""].map((origin) => [origins, kind, origin] as const),
    ),
  );

  it.each(cases)("with the origins %j, %s, for %o, is what the cloud says", async (origins, kind, origin) => {
    const { send } = await serve({ origins });
    const sent = sents[kind];
    const { status, headers, body } = await send({ ...sent, headers: { ...sent.headers, ...(origin === "" ? {} : { Origin: origin }) } });
    const cors = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control-") || name === "vary"));
    expect(cors).toEqual(cloudHeaders(origins, kind, origin));
    if (kind === "preflight") expect([status, body]).toEqual([204, ""]);
  });
});
