import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { StreamIngestion } from "../../compiler";
import { answerHeaders, gatewayHeaders, preflightHeaders } from "./cors";
import { eventRecord, isJsonObject, recordLimit } from "./event-record";
import { TokenBucket } from "./token-bucket";

export interface EventEndpointOptions {
  readonly ingestion: StreamIngestion;
  /** Keeps the line of one event: when it returns, the event outlives this process. */
  record(line: string): void;
  /** Told why an event could not be kept. */
  failed(error: unknown): void;
  /** The first events a second, beyond which requests are answered with 429. @default 1000 */
  readonly eventsPerSecond?: number;
}

/** Address of the endpoint on its host: the stage and the path of the cloud's. */
export const eventsPath = "/v1/events";

/** API Gateway's limit of a body (Amazon API Gateway Developer Guide, "Amazon API Gateway quotas"). */
const bodyLimit = 10 * 1024 * 1024;

/** Time that requests have to end when the endpoint closes. */
const patienceMilliseconds = 2000;

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: unknown;
}

/** The endpoint that pages post events to, on this machine: it takes, refuses and answers what the cloud's does. */
export class EventEndpoint {
  readonly #server: Server;
  readonly #buckets: Readonly<Record<"POST" | "OPTIONS", TokenBucket>>;

  constructor(private readonly options: EventEndpointOptions) {
    const rate = options.eventsPerSecond ?? 1000;
    this.#buckets = { POST: new TokenBucket(rate), OPTIONS: new TokenBucket(rate) };
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  /**
   * Begins to take events from this machine.
   *
   * @param port - Any free one when it is 0.
   * @returns The port.
   * @throws The system's error when the port is taken or not allowed.
   */
  async listen(port: number): Promise<number> {
    await new Promise<void>((done, failed) => {
      this.#server.once("error", failed);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", failed);
        done();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more requests, and waits for those that are under way. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((done) => this.#server.close(() => done()));
    const impatience = setTimeout(() => this.#server.closeAllConnections(), patienceMilliseconds);
    await closed;
    clearTimeout(impatience);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === "aborted") return;
    const { status, headers, body: answer } = this.#answer(request, body);
    const text = answer === undefined ? "" : JSON.stringify(answer);
    response.writeHead(status, {
      ...headers,
      ...(text === "" ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }),
    });
    response.end(text);
  }

  #answer(request: IncomingMessage, body: string | "too long"): Answer {
    const { method } = request;
    const isKnown = request.url?.split("?")[0] === eventsPath && (method === "POST" || method === "OPTIONS");
    if (!isKnown) return this.#refusal(403, "Missing Authentication Token");
    if (!this.#buckets[method].take()) return this.#refusal(429, "Too Many Requests");
    if (body === "too long") return this.#refusal(413, "Request Too Long");
    const { origins } = this.options.ingestion.source;
    if (method === "OPTIONS") return { status: 204, headers: preflightHeaders(origins, request.headers.origin) };
    return this.#takeEvent(request, body);
  }

  #takeEvent({ headers }: IncomingMessage, body: string): Answer {
    const { source } = this.options.ingestion;
    if (!isJson(headers["content-type"])) return this.#refusal(415, "Unsupported Media Type");
    if (!isJsonObject(body)) return this.#refusal(400, "Invalid request body");
    const line = eventRecord(body, source.columns, { eventId: newEventId(), receivedAt: Date.now() });
    const cors = answerHeaders(source.origins, headers.origin);
    if (Buffer.byteLength(line) > recordLimit) return { status: 413, headers: cors, body: { message: "The event is too large" } };
    try {
      this.options.record(line);
    } catch (error) {
      this.options.failed(error);
      return { status: 500, headers: cors, body: { message: "The event could not be recorded" } };
    }
    return { status: 200, headers: cors, body: { accepted: true } };
  }

  /** An answer as API Gateway makes it, without the stack's templates. */
  #refusal(status: number, message: string): Answer {
    return { status, headers: gatewayHeaders(this.options.ingestion.source.origins), body: { message } };
  }
}

/** The whole body: an answer that comes before its end would reach nobody who is still sending. */
function readBody(request: IncomingMessage): Promise<string | "too long" | "aborted"> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyLimit) chunks.push(chunk);
    });
    request.on("end", () => done(bytes > bodyLimit ? "too long" : Buffer.concat(chunks).toString()));
    request.on("error", () => done("aborted"));
    request.on("close", () => done("aborted"));
  });
}

/** A request without a type is taken as JSON (Amazon API Gateway Developer Guide, "Method request behavior for payloads without mapping templates"). */
function isJson(contentType: string | undefined): boolean {
  return contentType === undefined || contentType.split(";")[0]?.trim().toLowerCase() === "application/json";
}

/** As long as the ids that API Gateway gives. */
function newEventId(): string {
  return randomBytes(11).toString("base64");
}
