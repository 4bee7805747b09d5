import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Compilation, DatabaseSource } from "../../compiler";
import { nearest } from "../../compiler/diagnostics/did-you-mean";
import { enumerate, quote } from "../../compiler/diagnostics/quote";
import { RunProblem } from "../problem";

/** Where the data of one source comes from instead of its samples. */
export type Place =
  | { readonly kind: "folder" | "file"; readonly path: string }
  | { readonly kind: "web"; readonly url: URL }
  | { readonly kind: "database"; readonly engine: DatabaseSource["engine"]; readonly url: string };

type SpecSource = NonNullable<Compilation["stack"]["spec"]["sources"]>[string];

/**
 * Reads what `--source <name>=<place>` says. A path is one of the folder that datastack runs in.
 *
 * @throws RunProblem - When the spec has no such source, or the place is none for it. The message never holds a URL, which may hold a password.
 */
export function parsePlaces({ stack }: Compilation, places: ReadonlyMap<string, string>): ReadonlyMap<string, Place> {
  const sources = new Map(Object.entries(stack.spec.sources ?? {}));
  return new Map(
    [...places].map(([name, text]) => {
      const source = sources.get(name) ?? unknownSource(name, [...sources.keys()]);
      return [name, parsePlace(name, source, text)];
    }),
  );
}

function unknownSource(name: string, known: readonly string[]): never {
  const meant = nearest(name, known);
  const question = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
  const list = known.length === 0 ? "It has none." : `It has ${enumerate(known)}.`;
  throw new RunProblem(`--source: the spec has no source ${quote(name)}.${question} ${list}`);
}

const engines: Readonly<Record<string, DatabaseSource["engine"]>> = {
  postgres: "postgresql",
  postgresql: "postgresql",
  mysql: "mysql",
};

function parsePlace(name: string, source: SpecSource, text: string): Place {
  // A scheme has two letters at least: `C:\data` is a path.
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return parsePath(name, text);
  if (scheme === "http" || scheme === "https") return parseWeb(name, scheme, text);
  const engine = engines[scheme];
  if (engine === undefined)
    throw new RunProblem(
      `--source ${name}=${scheme}://…: a place is a folder, a file, or a URL that begins with http://, https://, postgresql:// or mysql://.`,
    );
  if (source.type !== engine)
    throw new RunProblem(`--source ${name}=${scheme}://…: the source ${name} is of type ${source.type}, not ${engine}.`);
  return { kind: "database", engine, url: text };
}

function parseWeb(name: string, scheme: string, text: string): Place {
  if (!URL.canParse(text)) throw new RunProblem(`--source ${name}=${scheme}://…: this is no URL; a space in it is %20.`);
  return { kind: "web", url: new URL(text) };
}

function parsePath(name: string, text: string): Place {
  const path = resolve(text);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new RunProblem(`--source ${name}=${text}: there is no such folder or file.`);
  return { kind: found.isDirectory() ? "folder" : "file", path };
}
