import { quoteIdentifier } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import type { LakeColumn } from "./catalog";

/** By how many values they have. */
const wholeNumbers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];

/** Types of DuckDB that Parquet has not, and that Athena never has as a result. */
const replacedTypes: Readonly<Record<string, string>> = { HUGEINT: "BIGINT", UHUGEINT: "BIGINT" };

/** The type that a column of a result has in the lake: sums of whole numbers are BIGINT, as Athena's. */
export function lakeType(type: string): string {
  return replacedTypes[type] ?? type;
}

/** What has to become one table. */
export interface ColumnsToFit {
  readonly dataset: string;
  /** Where the new rows come from. */
  readonly origin?: string;
  readonly existing: readonly LakeColumn[];
  readonly incoming: readonly LakeColumn[];
}

/**
 * The columns of new rows in the types that the table has: as the cloud's jobs do it, by types and not by values.
 *
 * @throws RunProblem - When not every value of a column's new type is one of the table's.
 */
export function fitColumns(columns: ColumnsToFit): readonly LakeColumn[] {
  const types = typesByName(columns.existing);
  return columns.incoming.map(({ name, type }) => {
    const tableType = types.get(name) ?? type;
    if (fits(type, tableType)) return { name, type: tableType };
    throw unfitProblem(columns, name, tableType, type);
  });
}

/** @returns The problem of a column whose values may not fit into the table. */
export function unfitProblem({ dataset, origin }: ColumnsToFit, name: string, tableType: string, type: string): RunProblem {
  const rows = origin === undefined ? "in the new rows" : `in ${origin}`;
  return new RunProblem(
    `The column ${quoteIdentifier(name)} of ${dataset} is ${tableType}, and is ${type} ${rows}, which may not fit: correct its values or cast it to ${tableType} at its source, take it under another name, or start over with --reset.`,
  );
}

/** The columns of a table after rows with these columns came: theirs are the types. */
export function joinColumns(existing: readonly LakeColumn[], incoming: readonly LakeColumn[]): readonly LakeColumn[] {
  const types = typesByName(incoming);
  const names = new Set(existing.map(({ name }) => name));
  return [
    ...existing.map(({ name, type }) => ({ name, type: types.get(name) ?? type })),
    ...incoming.filter(({ name }) => !names.has(name)),
  ];
}

export function typesByName(columns: readonly LakeColumn[]): ReadonlyMap<string, string> {
  return new Map(columns.map(({ name, type }) => [name, type]));
}

/** The one of two types that all values of both have a place in, unchanged; undefined when neither is. */
export function widerType(left: string, right: string): string | undefined {
  if (fits(right, left) || becomes(right, left)) return left;
  return fits(left, right) || becomes(left, right) ? right : undefined;
}

/** Whether every value of the new type is one of the existing type. */
function fits(type: string, existing: string): boolean {
  if (type === existing || (type === "FLOAT" && existing === "DOUBLE")) return true;
  if (wholeNumbers.includes(type) && wholeNumbers.includes(existing)) return wholeNumbers.indexOf(type) < wholeNumbers.indexOf(existing);
  const [narrow, wide] = [digits(type), digits(existing)];
  return narrow !== undefined && wide !== undefined && narrow.scale <= wide.scale && narrow.whole <= wide.whole;
}

/** The most digits of whole numbers. */
const wholeDigits: Readonly<Record<string, number>> = { TINYINT: 3, SMALLINT: 5, INTEGER: 10, BIGINT: 19 };

/** Whether every value has one that is the same to people in a type of another kind. */
function becomes(type: string, other: string): boolean {
  if (type === "DATE") return other === "TIMESTAMP";
  return (wholeDigits[type] ?? Infinity) <= (digits(other)?.whole ?? 0);
}

function digits(type: string): { readonly whole: number; readonly scale: number } | undefined {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  return scale === undefined ? undefined : { whole: Number(precision) - Number(scale), scale: Number(scale) };
}
