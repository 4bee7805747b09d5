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

/**
 * The columns of new rows in the types that the table has: as the cloud's jobs do it, by types and not by values.
 *
 * @throws RunProblem - When not every value of a column's new type is one of the table's.
 */
export function fitColumns(dataset: string, existing: readonly LakeColumn[], incoming: readonly LakeColumn[]): readonly LakeColumn[] {
  const types = new Map(existing.map(({ name, type }) => [name, type]));
  return incoming.map(({ name, type }) => {
    const tableType = types.get(name) ?? type;
    if (fits(type, tableType)) return { name, type: tableType };
    throw new RunProblem(
      `The column ${quoteIdentifier(name)} of ${dataset} is ${tableType}, and is ${type} in the new rows, which may not fit: cast it to ${tableType} at its source, take it under another name, or start over with --reset.`,
    );
  });
}

/** The columns of a table after rows with these columns came. */
export function joinColumns(existing: readonly LakeColumn[], incoming: readonly LakeColumn[]): readonly LakeColumn[] {
  const names = new Set(existing.map(({ name }) => name));
  return [...existing, ...incoming.filter(({ name }) => !names.has(name))];
}

/** Whether every value of the new type is one of the existing type. */
function fits(type: string, existing: string): boolean {
  if (type === existing || (type === "FLOAT" && existing === "DOUBLE")) return true;
  if (wholeNumbers.includes(type) && wholeNumbers.includes(existing)) return wholeNumbers.indexOf(type) < wholeNumbers.indexOf(existing);
  const [narrow, wide] = [digits(type), digits(existing)];
  return narrow !== undefined && wide !== undefined && narrow.scale <= wide.scale && narrow.whole <= wide.whole;
}

function digits(type: string): { readonly whole: number; readonly scale: number } | undefined {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  return scale === undefined ? undefined : { whole: Number(precision) - Number(scale), scale: Number(scale) };
}
