import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseIngestion, IngestedTable, StackGraph } from "../../compiler";
import { enumerate } from "../../compiler/diagnostics/quote";
import { RunProblem } from "../problem";
import { formatOf } from "./file-table";
import type { TableRequest } from "./table-request";

/**
 * What the file of a table may be called, without its extension: as the spec spells the table, or without its schema, unless another table of the
 * source would have the same name then.
 */
export function fileNames({ ingestions }: StackGraph, { source }: DatabaseIngestion, { sourceTable }: IngestedTable): readonly string[] {
  const tables = new Set(
    ingestions.flatMap((other) =>
      other.kind === "database" && other.source.name === source.name ? other.tables.map((table) => table.sourceTable) : [],
    ),
  );
  const short = shortName(sourceTable);
  const others = [...tables].filter((other) => other !== sourceTable);
  return others.some((other) => shortName(other) === short || other === short) || short === sourceTable
    ? [sourceTable]
    : [short, sourceTable];
}

/** `orders` of `public.orders`. */
function shortName(table: string): string {
  return table.slice(table.indexOf(".") + 1);
}

/** Where to look for a table's file, and what a message calls that folder. */
export interface SampleFolder {
  readonly path: string;
  readonly origin: string;
}

/**
 * The file of a table in a folder.
 *
 * @throws RunProblem - When there is none, or more than one.
 */
export function findTableFile(request: TableRequest, folder: SampleFolder, names: readonly string[], advice: string): string {
  const found = filesIn(folder.path).filter((file) =>
    names.some((name) => file.startsWith(`${name}.`) && isExtension(file.slice(name.length))),
  );
  const { table, place } = request;
  if (found.length > 1)
    throw new RunProblem(
      `${table.sourceTable} has several files in ${folder.origin}: ${enumerate(found)}. Leave one of them there.`,
      place,
    );
  if (found[0] === undefined) {
    const looked = enumerate(
      names.map((name) => `${folder.origin}/${name}.csv`),
      "or",
    );
    throw new RunProblem(`${table.sourceTable} has no file ${looked} (.json, .jsonl, .ndjson or .parquet will do too). ${advice}`, place);
  }
  return join(folder.path, found[0]);
}

/** The whole rest of the name: `orders.old.csv` is no file of `orders`. */
function isExtension(rest: string): boolean {
  return /^\.[a-z]+(\.gz)?$/.test(rest) && formatOf(rest) !== undefined;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw new RunProblem(`The folder ${folder} cannot be read: ${message}.`, undefined, { cause: error });
  }
}
