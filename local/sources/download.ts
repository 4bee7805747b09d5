import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { ReadableStream } from "node:stream/web";
import { RunProblem } from "../problem";
import { originOfUrl } from "./origin";

/** A file of the web in a folder of this machine. */
export interface Download {
  readonly path: string;
  readonly bytes: number;
  /** What the server says about this version of the file; undefined when it says nothing. */
  readonly version?: string;
  /** Whether the bytes are a gzip file, whatever its name says: servers and caches unpack some. */
  readonly isPacked: boolean;
}

const tries = 3;
const firstPause = 500;
/** So long may a server not answer, or pause. */
const patience = 60_000;

/**
 * Downloads a file; tried again while the server or the way to it fails.
 *
 * @param scratch - The folder of the file.
 * @returns Undefined when the server has no such file.
 * @throws RunProblem - When it cannot be had.
 */
export async function download(url: URL, scratch: string): Promise<Download | undefined> {
  const path = join(scratch, randomUUID());
  for (let attempt = 1; ; attempt++) {
    try {
      return await downloadOnce(url, path);
    } catch (error) {
      await rm(path, { force: true });
      if (error instanceof RunProblem) throw error;
      if (isOfThisMachine(error) || attempt === tries)
        throw new RunProblem(`${originOfUrl(url)} cannot be downloaded: ${reasonOf(error)}.`, undefined, { cause: error });
      await pause(firstPause * 2 ** (attempt - 1));
    }
  }
}

async function downloadOnce(url: URL, path: string): Promise<Download | undefined> {
  const controller = new AbortController();
  const stall = setTimeout(() => controller.abort(new Error(`the server was silent for ${patience / 1000} seconds`)), patience);
  try {
    const response = await fetch(withoutLogin(url), { headers: headersFor(url), signal: controller.signal });
    if (response.status === 404 || response.status === 410) return undefined;
    if (!response.ok) throw answerProblem(url, response.status);
    const body = response.body ? Readable.fromWeb(response.body as ReadableStream) : Readable.from([]);
    body.on("data", () => stall.refresh());
    await pipeline(body, createWriteStream(path));
    const version = versionOf(response.headers);
    return { path, bytes: (await stat(path)).size, isPacked: await hasGzipMagic(path), ...(version !== undefined && { version }) };
  } finally {
    clearTimeout(stall);
  }
}

/** `fetch` refuses a URL with a login. */
function withoutLogin(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}

function headersFor({ username, password }: URL): Record<string, string> {
  // As it lies there: a packed file is unpacked when it is read.
  const headers = { "accept-encoding": "identity" };
  if (username === "" && password === "") return headers;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { ...headers, authorization: `Basic ${Buffer.from(login).toString("base64")}` };
}

/** A failure of the server's own, or one of too many requests, may go away: an ordinary error, which is tried again. */
function answerProblem(url: URL, status: number): Error {
  if (status >= 500 || status === 429 || status === 408) return new Error(`the server answered with status ${status}`);
  const advice =
    status === 401 || status === 403
      ? "it wants a login, or another one: https://user:password@host/… sends one"
      : "open the URL elsewhere to see what it says";
  return new RunProblem(`${originOfUrl(url)} cannot be downloaded: the server answered with status ${status}; ${advice}.`);
}

function versionOf(headers: Headers): string | undefined {
  const [tag, modified] = [headers.get("etag"), headers.get("last-modified")];
  if (tag !== null) return tag;
  return modified === null ? undefined : `${modified} ${headers.get("content-length") ?? ""}`;
}

async function hasGzipMagic(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** A full disk does not get emptier by trying again. */
function isOfThisMachine(error: unknown): boolean {
  return ["ENOSPC", "EACCES", "EROFS", "EDQUOT"].includes(codeOf(error) ?? "");
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host is not known",
  EAI_AGAIN: "the host is not known, or there is no network",
  ECONNREFUSED: "the server does not answer (connection refused)",
  ECONNRESET: "the server ended the connection",
  UND_ERR_SOCKET: "the server ended the connection",
  UND_ERR_CONNECT_TIMEOUT: "the server does not answer (time out)",
  ENOSPC: "the disk is full",
};

function reasonOf(error: unknown): string {
  const known = reasons[codeOf(error) ?? ""];
  if (known !== undefined) return known;
  const root = rootOf(error);
  return root instanceof Error ? root.message.replace(/\s+/g, " ") : String(root);
}

function codeOf(error: unknown): string | undefined {
  return (rootOf(error) as NodeJS.ErrnoException | undefined)?.code;
}

/** `fetch` says "fetch failed", and its cause why. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
