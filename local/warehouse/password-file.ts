import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "./private-file";

/** Passwords by user. */
export type Passwords = ReadonlyMap<string, string>;

/** The file of the passwords in a folder, in the format of PostgreSQL's `PGPASSFILE`. */
export function passwordFile(folder: string): string {
  return join(folder, "pgpass");
}

/** The passwords of a folder; none when the file is not there. */
export function readPasswords(folder: string): Passwords {
  const lines = readText(folder).split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [, , , user = "", password = ""] = fieldsOf(line);
      return [user, password];
    }),
  );
}

/**
 * Makes the passwords of a folder these, each for all databases of a server.
 *
 * @param server - Its port is not known before it has started for the first time.
 */
export function writePasswords(folder: string, server: { readonly host: string; readonly port?: number }, passwords: Passwords): void {
  const address = [escaped(server.host), server.port ?? "*", "*"];
  const lines = [...passwords].map(([user, password]) => `${[...address, escaped(user), escaped(password)].join(":")}\n`);
  const text = lines.join("");
  if (text !== readText(folder)) writePrivateFile(passwordFile(folder), text);
}

function readText(folder: string): string {
  try {
    return readFileSync(passwordFile(folder), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** PostgreSQL documentation, "The Password File": a colon or a backslash within a field stands behind a backslash. */
function escaped(field: string): string {
  return field.replace(/[\\:]/g, "\\$&");
}

function fieldsOf(line: string): readonly string[] {
  const fields = line.match(/(?:\\.|[^:\\])+/g) ?? [];
  return fields.map((field) => field.replace(/\\(.)/g, "$1"));
}
