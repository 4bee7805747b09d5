import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import type { LakeColumn } from "../lake/catalog";
import { RunProblem } from "../problem";
import { badRowProblem } from "./bad-object";
import { lowerCaseNames } from "./column-names";
import { jsonColumnTypes } from "./json-types";
import { groupBy, pathList } from "./object-paths";
import { isPacked, readStart } from "./object-text";
import type { SourceObject } from "./row-source";

/** Files that DuckDB reads with the same options. */
interface Group {
  readonly isArray: boolean;
  readonly objects: readonly SourceObject[];
}

/**
 * A select of the rows of json files: each a file of lines or of one array. Columns get the type that holds all values of all files; one that is NULL
 * everywhere is left out, as in the cloud.
 *
 * @returns Undefined when no row has a value.
 */
export async function jsonRows(
  connection: DuckDBConnection,
  objects: readonly SourceObject[],
  existing: readonly LakeColumn[],
): Promise<string | undefined> {
  const groups = groupsOf(objects);
  const types = await columnTypes(connection, groups, existing);
  if (types.size === 0) return undefined;
  const spelled = [...types.keys()];
  const names = lowerCaseNames(objects.length === 1 ? (objects[0]?.key ?? "") : `The ${objects.length} json files`, spelled);
  const selected = spelled.map((name, index) => `${quoteIdentifier(name)} as ${quoteIdentifier(names[index] as string)}`).join(", ");
  return groups.map((group) => `select ${selected} from ${readJson(group, types)}`).join(" union all by name ");
}

/** A select of one column `json` of the rows of json files. */
export function jsonDocuments(objects: readonly SourceObject[]): string {
  return selectDocuments(groupsOf(objects));
}

function selectDocuments(groups: readonly Group[]): string {
  return groups.map((group) => `select json from read_json_objects(${pathList(group.objects)}, ${options(group)})`).join(" union all ");
}

function groupsOf(objects: readonly SourceObject[]): readonly Group[] {
  return groupBy(objects, (object) => JSON.stringify([isArray(object), isPacked(object)])).map((members) => ({
    isArray: isArray(members[0] as SourceObject),
    objects: members,
  }));
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function isArray(object: SourceObject): boolean {
  const start = readStart(object, 1 << 12);
  if (start.subarray(0, 3).equals(byteOrderMark))
    throw new RunProblem(`${object.key} begins with a byte order mark, which json does not allow: write it as UTF-8 without one.`);
  return /^\s*\[/.test(start.toString("latin1"));
}

async function columnTypes(
  connection: DuckDBConnection,
  groups: readonly Group[],
  existing: readonly LakeColumn[],
): Promise<ReadonlyMap<string, string>> {
  const types = await jsonColumnTypes(connection, selectDocuments(groups), existing);
  const objects = groups.flatMap((group) => group.objects);
  if (types === undefined) throw (await badRowProblem("json", objects)) ?? new RunProblem("A row of the json files is no JSON object.");
  if (types.has("")) throw new RunProblem(`A row of ${objects.map(({ key }) => key).join(", ")} has a key without a name.`);
  return types;
}

function readJson(group: Group, types: ReadonlyMap<string, string>): string {
  const columns = [...types].map(([name, type]) => `${quoteLiteral(name)}: '${type}'`).join(", ");
  return `read_json(${pathList(group.objects)}, ${options(group)}, columns = {${columns}}, auto_detect = false, ignore_errors = false)`;
}

function options({ isArray, objects }: Group): string {
  const compression = isPacked(objects[0] as SourceObject) ? "gzip" : "uncompressed";
  return `format = '${isArray ? "array" : "newline_delimited"}', hive_partitioning = false, compression = '${compression}'`;
}
