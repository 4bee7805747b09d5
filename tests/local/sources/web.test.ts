import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problemOf, readAll, sourcesFixture, type SourcesFixture } from "./fixtures";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const csv = "id,updated_at\n1,2026-01-01\n";

/** The pauses before a next try: nobody waits for them here. */
const pauses = vi.hoisted((): number[] => []);
vi.mock("node:timers/promises", () => ({ setTimeout: (milliseconds: number) => Promise.resolve(pauses.push(milliseconds)) }));

let fixture: SourcesFixture;
let server: Server;
let host: string;
let requests: string[];
let answers: Record<string, Answer>;

beforeEach(async () => {
  fixture = await sourcesFixture();
  requests = [];
  pauses.length = 0;
  answers = {};
  server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const answer = answers[path];
    if (answer) answer(request, response);
    else response.writeHead(404).end("not here");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  fixture.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const send =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(200, headers).end(body);
const read = (place: string) => readAll(fixture.connection, fixture.table({ "orders-db": place }));
const problem = (place: string) => problemOf(fixture.folder, () => read(place));

describe("a table from the web", () => {
  it("is the file that the URL names, whatever stands behind it", async () => {
    answers["/data/orders.csv?token=secret"] = send(csv);
    const url = `http://${host}/data/orders.csv?token=secret`;
    expect(fixture.table({ "orders-db": url }).origin).toBe(`http://${host}/data/orders.csv`);
    expect((await read(url)).rows).toEqual([["1", "2026-01-01"]]);
    expect(readdirSync(fixture.scratch)).toEqual([]);
  });

  it("is looked for in a folder by name and extension", async () => {
    answers["/data/public.orders.jsonl"] = send('{"id":1,"updated_at":"2026-01-01"}');
    expect(fixture.table({ "orders-db": `http://${host}/data/` }).origin).toBe(`http://${host}/data/public.orders`);
    expect((await read(`http://${host}/data/`)).rows).toEqual([["1", "2026-01-01"]]);
    expect(requests).toEqual(
      [
        ...["orders.csv", "orders.jsonl", "orders.json", "orders.parquet", "orders.csv.gz", "orders.jsonl.gz", "orders.json.gz"],
        ...["public.orders.csv", "public.orders.jsonl"],
      ].map((name) => `/data/${name}`),
    );
    answers["/packed/orders.csv.gz"] = send(gzipSync(csv));
    expect((await read(`http://${host}/packed/`)).rows).toEqual([["1", "2026-01-01"]]);
  });

  it("may be packed, or unpacked on the way", async () => {
    answers["/a/orders.csv.gz"] = send(gzipSync(csv));
    answers["/b/orders.csv.gz"] = send(gzipSync(csv), { "content-encoding": "gzip" });
    expect((await read(`http://${host}/a/orders.csv.gz`)).rows).toEqual([["1", "2026-01-01"]]);
    expect((await read(`http://${host}/b/orders.csv.gz`)).rows).toEqual([["1", "2026-01-01"]]);
  });

  it("follows the server elsewhere, and sends the login of the URL, which no message has", async () => {
    answers["/orders.csv"] = (_, response) => response.writeHead(302, { location: "/moved.csv" }).end();
    answers["/moved.csv"] = (request, response) => {
      const login = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
      response.writeHead(login === "ann:p@ss" ? 200 : 401).end(csv);
    };
    expect((await read(`http://ann:p%40ss@${host}/orders.csv`)).rows).toEqual([["1", "2026-01-01"]]);
    expect(await problem(`http://ann:wrong@${host}/orders.csv`)).toBe(
      `http://${host}/orders.csv cannot be downloaded: the server answered with status 401; it wants a login, or another one: https://user:password@host/… sends one.`,
    );
  });

  it("is tried again while the server fails", async () => {
    let failures = 0;
    answers["/orders.csv"] = (request, response) => {
      if (failures === 2) return send(csv)(request, response);
      failures++;
      if (failures === 1) return response.writeHead(500).end("sorry");
      // The connection breaks in the middle of the file.
      response.writeHead(200, { "content-length": "1000" });
      response.write(csv, () => response.destroy());
    };
    expect((await read(`http://${host}/orders.csv`)).rows).toEqual([["1", "2026-01-01"]]);
    expect(requests.length).toBe(3);
    expect(pauses).toEqual([500, 1000]);
    expect(readdirSync(fixture.scratch)).toEqual([]);
  });

  it("that cannot be had says why", async () => {
    expect(await problem(`http://${host}/orders.csv?secret`)).toBe(`http://${host}/orders.csv is not there (status 404).`);
    expect(await problem(`http://${host}/x/`)).toBe(
      `http://${host}/x/orders.csv is not there (status 404). Looked for ${["orders.jsonl", "orders.json", "orders.parquet", "public.orders.csv", "public.orders.jsonl", "public.orders.json", "public.orders.parquet"].map((name) => `http://${host}/x/${name}`).join(", ")} too, also packed (.gz).`,
    );
    answers["/broken.csv"] = (_, response) => response.writeHead(503).end();
    expect(await problem(`http://${host}/broken.csv`)).toBe(
      `http://${host}/broken.csv cannot be downloaded: the server answered with status 503.`,
    );
    answers["/teapot.csv"] = (_, response) => response.writeHead(418).end();
    expect(await problem(`http://${host}/teapot.csv`)).toBe(
      `http://${host}/teapot.csv cannot be downloaded: the server answered with status 418; open the URL elsewhere to see what it says.`,
    );
    expect(await problem(`http://${host}/orders`)).toBe(
      `http://${host}/orders is no table: a URL ends in .csv, .json, .jsonl, .ndjson or .parquet, or in / for a folder of such files.`,
    );
    answers["/bad.csv"] = send("id,updated_at\n1\n");
    expect(await problem(`http://${host}/bad.csv`)).toBe(`http://${host}/bad.csv line 2: 1 fields, but the header has 2.`);
    expect(readdirSync(fixture.scratch)).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
    expect(await problem(`http://${host}/orders.csv`)).toBe(
      `http://${host}/orders.csv cannot be downloaded: the server does not answer (connection refused).`,
    );
  });
});

describe("a file source from the web", () => {
  const files = (place: string) => fixture.sources({ drop: place }).files(fixture.ingestion("partner"));

  it("has one object, which is another one when the server says so or the content differs", async () => {
    answers["/in/a%20b.csv"] = send(csv, { etag: '"v1"' });
    const source = files(`http://${host}/in/a%20b.csv`);
    expect([source.origin, source.folder]).toEqual([`http://${host}/in/a%20b.csv`, undefined]);
    const [object] = await source.list();
    expect([object?.key, object?.bytes, object?.fingerprint]).toEqual(["a b.csv", csv.length, '"v1"']);
    expect(readFileSync(object?.path ?? "", "utf8")).toBe(csv);

    answers["/in/a%20b.csv"] = send(csv);
    const [before] = await source.list();
    const [same] = await source.list();
    answers["/in/a%20b.csv"] = send(`${csv}2,2026-01-02\n`);
    const [after] = await source.list();
    expect(same?.fingerprint).toBe(before?.fingerprint);
    expect(after?.fingerprint).not.toBe(before?.fingerprint);
  });

  it("cannot be a folder", async () => {
    expect(await problemOf(fixture.folder, () => files(`http://${host}/in/`))).toBe(
      "--source drop: nobody can tell what files a folder of the web has. Name one file.",
    );
  });
});
