import { RunProblem } from "../../problem";

/** What a database's URL says, without its login. */
export interface DatabaseAddress {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** `postgresql://host:port/database`: what messages and the lake's catalog may hold. */
  readonly shown: string;
  readonly url: URL;
}

/**
 * Reads a database's URL. Without a host, as in `postgresql://user@/database?host=/run/postgresql`, the host is a parameter.
 *
 * @throws RunProblem - When it is no URL, or names no database. The message does not hold it.
 */
export function readDatabaseUrl(source: string, text: string, engine: "postgresql" | "mysql"): DatabaseAddress {
  const withHost = text.replace(/^([a-z]+:\/\/[^/?#]*@)(?=\/)/i, "$1localhost");
  if (!URL.canParse(withHost))
    throw new RunProblem(
      `--source ${source}=${engine}://…: this is no URL. It is ${engine}://user:password@host:port/database, with @ as %40, / as %2F and # as %23 in the password.`,
    );
  const url = new URL(withHost);
  const host = url.searchParams.get("host") ?? (url.hostname === "" ? "localhost" : decode(url.hostname.replace(/^\[(.*)\]$/, "$1")));
  const port = Number(url.searchParams.get("port") ?? (url.port === "" ? defaultPorts[engine] : url.port));
  const database = decode(url.pathname.slice(1));
  const shownHost = host.includes(":") ? `[${host}]` : host;
  if (database === "")
    throw new RunProblem(
      `--source ${source}=${engine}://${shownHost}: the URL names no database: ${engine}://user@${shownHost}:${port}/<database>.`,
    );
  return { host, port, database, shown: `${engine}://${shownHost}:${port}/${database}`, url };
}

const defaultPorts = { postgresql: 5432, mysql: 3306 };

/** A stray percent sign stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
