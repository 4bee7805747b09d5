import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { RunProblem } from "../problem";
import { download, type Download } from "./download";
import { formatOf, readFileTable } from "./file-table";
import { originOfUrl } from "./origin";
import type { ObjectSource, RowSource } from "./row-source";
import type { TableRequest } from "./table-request";

const folderExtensions = ["csv", "jsonl", "json", "parquet", "csv.gz", "jsonl.gz", "json.gz"];

/**
 * A table of a database whose rows are in a file of the web: the URL's own, or in the folder that it names.
 *
 * @param names - What the table's file may be called in a folder, without its extension.
 */
export function webTable(request: TableRequest, url: URL, names: readonly string[]): RowSource {
  const isFolder = url.pathname.endsWith("/");
  if (!isFolder && formatOf(url.pathname) === undefined)
    throw new RunProblem(
      `${originOfUrl(url)} is no table: a URL ends in .csv, .json, .jsonl, .ndjson or .parquet, or in / for a folder of such files.`,
      request.place,
    );
  const files = isFolder ? names.flatMap((name) => folderExtensions.map((extension) => fileIn(url, `${name}.${extension}`))) : [url];
  return {
    origin: originOfUrl(isFolder ? fileIn(url, request.table.sourceTable) : url),
    read: async (connection, from) => {
      const { file, found } = await firstOf(request, files);
      const origin = originOfUrl(file);
      try {
        // The content tells whether it is packed: a server may have unpacked it.
        const name = `${origin.replace(/\.gz$/, "")}${found.isPacked ? ".gz" : ""}`;
        return await readFileTable(request, connection, { path: found.path, origin: name, name }, from);
      } finally {
        await rm(found.path, { force: true });
      }
    },
  };
}

function fileIn(folder: URL, name: string): URL {
  const file = new URL(folder);
  file.pathname += encodeURIComponent(name);
  return file;
}

async function firstOf(request: TableRequest, files: readonly URL[]): Promise<{ readonly file: URL; readonly found: Download }> {
  for (const file of files) {
    const found = await download(file, request.scratch);
    if (found) return { file, found };
  }
  const [first, ...others] = files.map(originOfUrl);
  const looked =
    others.length === 0 ? "" : ` Looked for ${others.filter((name) => !name.endsWith(".gz")).join(", ")} too, also packed (.gz).`;
  throw new RunProblem(`${first} is not there (status 404).${looked}`, request.place);
}

/** The one file of a file source that a URL names. */
export function webObject(url: URL, scratch: string): ObjectSource {
  const origin = originOfUrl(url);
  return {
    origin,
    list: async () => {
      const found = await download(url, scratch);
      if (!found) throw new RunProblem(`${origin} is not there (status 404).`);
      const name = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf("/") + 1));
      const { path, bytes } = found;
      return [{ key: name, path, bytes, fingerprint: found.version ?? (await hashOf(path)) }];
    },
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return hash.digest("hex").slice(0, 32);
}
