import { userInfo } from "node:os";
import { Client, type ClientConfig } from "pg";
import type { WarehouseServer } from "../../compiler";
import { RunProblem } from "../problem";
import type { Login } from "./connection";

/** What is shown where a URL is asked for. */
export const urlExample = "postgres://user@host:5432/database";

/**
 * The server and the database of a URL; what it leaves out is what libpq takes.
 *
 * @throws RunProblem - When it is no URL of a PostgreSQL database. It does not show the URL, which may hold a password.
 */
export function parseServerUrl(url: string): WarehouseServer {
  const { host, port, database = "" } = clientOf(url);
  return { host, port, database };
}

/** The user of a URL; without one who libpq takes. */
export function urlUser(url: string): string {
  return clientOf(url).user ?? systemUser();
}

/** How pg connects to the database of a URL: as its user, or as somebody else with the same options. */
export function urlConnection(url: string, login?: Login): ClientConfig {
  return { connectionString: withOptions(url, login ?? {}) };
}

function clientOf(url: string): Client {
  if (!/^postgres(ql)?:\/\//.test(url)) throw notAUrl("it begins with postgres://");
  const client = readUrl(url);
  if (client && client.port > 0 && client.port < 65536) return client;
  throw notAUrl("its port is a number from 1 to 65535, and a special character in its password is percent-encoded, @ as %40");
}

/** Undefined when pg cannot read it, whose error may quote it. */
function readUrl(url: string): Client | undefined {
  const connection = urlConnection(url);
  try {
    return new Client(connection);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw notAUrl("it names a file of certificates that is not there");
    return undefined;
  }
}

function notAUrl(rule: string): RunProblem {
  return new RunProblem(`--warehouse takes the URL of a PostgreSQL database, such as ${urlExample}: ${rule}.`);
}

/**
 * The URL with what pg needs to read it as libpq does: the user of the operating system when it names none, and libpq's meaning of sslmode. pg does not
 * know that `prefer` and `allow` go on without TLS.
 */
function withOptions(url: string, login: Partial<Login>): string {
  const lenient = url.replace(/([?&])sslmode=(prefer|allow)(?=&|$)/, "$1");
  const options = [
    ...(/[?&]sslmode=/.test(lenient) && !lenient.includes("uselibpqcompat=") ? [["uselibpqcompat", "true"]] : []),
    ...(login.user === undefined && namesNoUser(lenient) ? [["user", systemUser()]] : []),
    ...Object.entries(login),
  ];
  const text = options.map(([name = "", value = ""]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return text === "" ? lenient : `${lenient}${lenient.includes("?") ? "&" : "?"}${text}`;
}

function namesNoUser(url: string): boolean {
  return process.env.PGUSER === undefined && !/^\w+:\/\/[^/?@:]+[^/?@]*@/.test(url) && !/[?&]user=/.test(url);
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // The only reason: no entry in the list of users.
    throw notAUrl("this system has no name for who runs it, so the URL has to name the user");
  }
}
