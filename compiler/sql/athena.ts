import { runToken } from "../model/names";
import { quoteIdentifier, quoteLiteral, quoteTable } from "./quote";

/** A table of the lake, by its physical names. */
export interface LakeTable {
  readonly database: string;
  readonly table: string;
}

/** `create table … as` into Parquet files of a folder. */
export function createParquetTable(table: LakeTable, location: string, select: string): string {
  return createTable(
    table,
    [
      ["format", quoteLiteral("PARQUET")],
      ["write_compression", quoteLiteral("ZSTD")],
      ["external_location", quoteLiteral(location)],
    ],
    select,
  );
}

/** `create table … as` into an Iceberg table in a folder. */
export function createIcebergTable(table: LakeTable, location: string, snapshotDays: number, select: string): string {
  return createTable(
    table,
    [
      ["table_type", quoteLiteral("ICEBERG")],
      ["is_external", "false"],
      ["location", quoteLiteral(location)],
      ["format", quoteLiteral("PARQUET")],
      ["write_compression", quoteLiteral("ZSTD")],
      ["vacuum_max_snapshot_age_seconds", String(snapshotDays * secondsOfDay)],
    ],
    select,
  );
}

function createTable({ database, table }: LakeTable, properties: readonly (readonly [string, string])[], select: string): string {
  const list = properties.map(([name, value]) => `  ${name} = ${value}`).join(",\n");
  return `create table ${quoteTable(database, table)} with (\n${list}\n) as\n${select}`;
}

export function createView({ database, table }: LakeTable, select: string): string {
  return `create or replace view ${quoteTable(database, table)} as\n${select}`;
}

/** A merge up to its `when` clauses, which need the columns that the table has when it runs. Rows without a key match nothing and are inserted. */
export function mergeHead({ database, table }: LakeTable, select: string, key: readonly string[]): string {
  const matches = key.map((column) => `target.${quoteIdentifier(column)} = source.${quoteIdentifier(column)}`).join(" and ");
  return `merge into ${quoteTable(database, table)} as target\nusing (\n${select}\n) as source\non ${matches}`;
}

/** Writes all rows of a table as Parquet files into a folder. */
export function unloadTable({ database, table }: LakeTable, location: string): string {
  return `unload (select * from ${quoteTable(database, table)})\nto ${quoteLiteral(location)}\nwith (format = 'PARQUET', compression = 'ZSTD')`;
}

/** One query over all checks that answers a row (name, failures) for each that found rows. */
export function checksQuery(checks: readonly { readonly name: string; readonly sql: string }[]): string {
  const counts = checks.map(({ name, sql }) => `select ${quoteLiteral(name)} as name, count(*) as failures from (\n${sql}\n)`);
  return `select name, failures from (\n${counts.join("\nunion all\n")}\n)\nwhere failures > 0\norder by name`;
}

/**
 * What keeps an Iceberg table fast and small. `OPTIMIZE` and `VACUUM` take no quoted names (dbt-athena #154, #191): the names of lake tables are plain
 * words because the compiler refuses others.
 */
export function maintainTable({ database, table }: LakeTable, snapshotDays: number): readonly string[] {
  return [
    `alter table \`${database}\`.\`${table}\` set tblproperties ('vacuum_max_snapshot_age_seconds' = '${snapshotDays * secondsOfDay}')`,
    `optimize ${database}.${table} rewrite data using bin_pack`,
    `vacuum ${database}.${table}`,
  ];
}

/** `<table>__{run}`: a table that only one run knows. */
export function temporaryTable(table: string): string {
  return `${table}__${runToken}`;
}

const secondsOfDay = 86_400;
