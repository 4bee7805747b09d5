import type { DuckDBConnection } from "@duckdb/node-api";
import type { LakeColumn } from "../lake/catalog";

/** The values of one kind that a key has. */
interface FoundKind {
  /** Null: there is a row that is no object. */
  readonly key: string | null;
  readonly kind: string;
  /** Whether some are integers beyond 64 bits. */
  readonly wide: boolean;
}

/**
 * The type of each key of JSON objects, by their values and those that the table has already; keys without a value are left out. By name, as
 * in the cloud.
 *
 * @param documents - A select of one column `json`.
 * @returns Undefined when a row is no object.
 */
export async function jsonColumnTypes(
  connection: DuckDBConnection,
  documents: string,
  existing: readonly LakeColumn[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const tableTypes = new Map(existing.map(({ name, type }) => [name, type]));
  const found = await foundKinds(connection, documents);
  const kinds = new Map<string, FoundKind[]>();
  for (const one of found) {
    if (one.key === null) return undefined;
    kinds.set(one.key, [...(kinds.get(one.key) ?? []), one]);
  }
  return new Map([...kinds].map(([key, values]) => [key, typeFor(values, tableTypes.get(key.toLowerCase()))]));
}

/** `json_group_structure` would say it shorter, in memory that grows with the rows. */
async function foundKinds(connection: DuckDBConnection, documents: string): Promise<readonly FoundKind[]> {
  const answer = await connection.runAndReadAll(
    `select key, kind, bool_or(kind in ('BIGINT', 'UBIGINT') and try_cast(value as bigint) is null) as wide
     from (
       select member.key as key, member.value as value, json_type(member.value) as kind
       from (
         select unnest(coalesce(map_entries(try_cast(json as map(varchar, json))), [{'key': null, 'value': null}])) as member
         from (${documents})
       )
     )
     where key is null or kind is not null group by key, kind order by key, kind`,
  );
  return answer.getRowObjectsJson() as unknown as readonly FoundKind[];
}

const integers = ["BIGINT", "UBIGINT"];
const wideInteger = "DECIMAL(20,0)";

function typeFor(values: readonly FoundKind[], tableType: string | undefined): string {
  const all = (...kinds: readonly string[]): boolean => values.every(({ kind }) => kinds.includes(kind));
  if (tableType === "VARCHAR") return tableType;
  if (all(...integers)) {
    if (tableType === "DOUBLE" || tableType === wideInteger) return tableType;
    return values.some(({ wide }) => wide) ? wideInteger : "BIGINT";
  }
  if (all(...integers, "DOUBLE")) return "DOUBLE";
  return all("BOOLEAN") ? "BOOLEAN" : "VARCHAR";
}
