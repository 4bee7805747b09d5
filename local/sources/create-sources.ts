import { statSync } from "node:fs";
import { join } from "node:path";
import type { Compilation, DatabaseIngestion, FileIngestion, IngestedTable, Ingestion, Span, StreamIngestion } from "../../compiler";
import { RunProblem } from "../problem";
import { mysqlTable } from "./database/mysql-table";
import { postgresTable } from "./database/postgres-table";
import { fileTable, formatOf } from "./file-table";
import { fileObject, folderObjects } from "./folder-objects";
import { originOf } from "./origin";
import { parsePlaces, type Place } from "./place";
import type { ObjectSource, RowSource } from "./row-source";
import { fileNames, findTableFile } from "./sample-files";
import type { Sources } from "./sources";
import type { TableRequest } from "./table-request";
import { webObject, webTable } from "./web-places";

export interface SourcesOptions {
  readonly compilation: Compilation;
  /** The folder of the spec: samples lie below it. */
  readonly folder: string;
  /** Name of a source to the place that its data comes from instead: a folder, a file, a URL. */
  readonly places: ReadonlyMap<string, string>;
  /** The folder of files that only this run needs. */
  readonly scratch: string;
}

/**
 * Finds where the data of every source comes from: `samples/<source>/` beside the spec, or its place.
 *
 * @throws RunProblem - When a place is none for its source, or the spec has no source of that name.
 */
export function createSources({ compilation, folder, places, scratch }: SourcesOptions): Sources {
  const { graph, stack } = compilation;
  const parsed = parsePlaces(compilation, places);
  return { tableRows, files, events };

  function tableRows(ingestion: DatabaseIngestion, table: IngestedTable): RowSource {
    const { source, target } = ingestion;
    const request: TableRequest = { source: source.name, table, store: target.store, place: stack.locate(table.pointer, "key"), scratch };
    const names = fileNames(graph, ingestion, table);
    const place = parsed.get(source.name) ?? samplesOf(source.name);
    switch (place.kind) {
      case "database":
        return (place.engine === "mysql" ? mysqlTable : postgresTable)(request, place.url);
      case "web":
        if (!place.url.pathname.endsWith("/")) checkOneTable(request);
        return webTable(request, place.url, names);
      case "file":
        checkOneTable(request);
        return fileTable(request, tableFile(request, place.path), originOf(folder, place.path));
      case "folder": {
        const origin = originOf(folder, place.path);
        const path = findTableFile(request, { path: place.path, origin }, names, databaseAdvice(ingestion));
        return fileTable(request, path, originOf(folder, path));
      }
    }
  }

  /** A file has the rows of one table. */
  function checkOneTable({ source, place }: TableRequest): void {
    const tables = graph.ingestions.flatMap((one) => (one.kind === "database" && one.source.name === source ? one.tables : []));
    if (new Set(tables.map(({ sourceTable }) => sourceTable)).size > 1)
      throw new RunProblem(
        `--source ${source}: one file cannot be all ${tables.length} tables of ${source}. Name a folder with a file for each.`,
        place,
      );
  }

  function files(ingestion: FileIngestion): ObjectSource {
    const { source } = ingestion;
    const found = objectsOf(ingestion);
    if (found) return found;
    const origin = originOf(folder, samplesOf(source.name).path);
    throw new RunProblem(
      `${ingestion.name} has no files: put some into ${origin}/, or name another folder, a file or a URL with --source ${source.name}=…`,
      placeOf(ingestion),
    );
  }

  function events(ingestion: StreamIngestion): ObjectSource | undefined {
    return objectsOf(ingestion, (key) => /^[^/]+\.(jsonl|ndjson|json)$/.test(key));
  }

  /** The files of a place, or the samples; undefined when there are none. */
  function objectsOf(ingestion: Ingestion, isObject?: (key: string) => boolean): ObjectSource | undefined {
    const samples = samplesOf(ingestion.source.name);
    // A database is no place of a source without tables.
    const place = parsed.get(ingestion.source.name) as Exclude<Place, { kind: "database" }> | undefined;
    if (!place && !statSync(samples.path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    const { kind, ...where } = place ?? samples;
    if ("url" in where) return webObject(checkOneFile(ingestion, where.url), scratch);
    const origin = originOf(folder, where.path);
    return kind === "folder" ? folderObjects(where.path, origin, isObject) : fileObject(where.path, origin);
  }

  function checkOneFile(ingestion: Ingestion, url: URL): URL {
    if (!url.pathname.endsWith("/")) return url;
    throw new RunProblem(
      `--source ${ingestion.source.name}: nobody can tell what files a folder of the web has. Name one file.`,
      placeOf(ingestion),
    );
  }

  function samplesOf(source: string): { readonly kind: "folder"; readonly path: string } {
    return { kind: "folder", path: join(folder, "samples", source) };
  }

  function placeOf({ pointer }: Ingestion): Span {
    return stack.locate(`${pointer}/from`);
  }
}

function tableFile({ source, place }: TableRequest, path: string): string {
  if (formatOf(path) === undefined)
    throw new RunProblem(`--source ${source}=${path}: a table's file ends in .csv, .json, .jsonl, .ndjson or .parquet.`, place);
  return path;
}

function databaseAdvice({ source }: DatabaseIngestion): string {
  const scheme = source.engine === "mysql" ? "mysql" : "postgres";
  return `To read the database, give --source ${source.name}=${scheme}://user@host/${source.database}.`;
}
