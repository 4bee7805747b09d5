import { quoteIdentifier } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import type { LakeColumn } from "./catalog";
import { queryRows } from "./duckdb";
import type { DescribedSelect } from "./shape-select";

/** Rows of the table and rows that come, as relations, with their columns. */
export interface MergeInput {
  readonly target: { readonly relation: string; readonly columns: readonly LakeColumn[] };
  readonly source: { readonly relation: string; readonly columns: readonly LakeColumn[] };
  readonly key: readonly string[];
  /** Of the result, in their order. */
  readonly columns: readonly LakeColumn[];
}

const matched = quoteIdentifier("comes from the source");

/** What Athena's merge leaves: each row of the table, updated where the key comes, and the rows whose key is new. */
export function mergeSelect({ target, source, key, columns }: MergeInput): string {
  const [inTarget, inSource] = [namesOf(target.columns), namesOf(source.columns)];
  const list = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    const [old, coming] = [`target.${column}`, `source.${column}`];
    if (!inTarget.has(name)) return `${coming} as ${column}`;
    if (!inSource.has(name)) return `${old} as ${column}`;
    return `cast(case when source.${matched} then ${coming} else ${old} end as ${type}) as ${column}`;
  });
  const on = key.map((name) => `target.${quoteIdentifier(name)} = source.${quoteIdentifier(name)}`).join(" and ");
  return `select ${list.join(", ")} from ${target.relation} as target
    full join (select *, true as ${matched} from ${source.relation}) as source on ${on}`;
}

/** The rows of the table and then those that come: what a merge without a key is. */
export function appendSelect({ target, source, columns }: MergeInput): string {
  const select = (relation: string, own: ReadonlySet<string>): string => {
    const list = columns.map(({ name, type }) =>
      own.has(name) ? quoteIdentifier(name) : `cast(null as ${type}) as ${quoteIdentifier(name)}`,
    );
    return `select ${list.join(", ")} from ${relation}`;
  };
  return `${select(target.relation, namesOf(target.columns))} union all ${select(source.relation, namesOf(source.columns))}`;
}

/** @throws RunProblem - When the select lacks a column of the key. */
export function requireKey({ columns, failure }: DescribedSelect, key: readonly string[]): void {
  const names = namesOf(columns);
  const missing = key.filter((name) => !names.has(name.toLowerCase())).map(quoteIdentifier);
  if (missing.length > 0) throw new RunProblem(`${failure}: the select lacks ${missing.join(", ")} of the key.`);
}

/** @throws RunProblem - When several rows have one key; rows with a NULL in it do not count. */
export async function requireUniqueKey(run: DescribedSelect, relation: string, key: readonly string[]): Promise<void> {
  const list = key.map(quoteIdentifier).join(", ");
  const present = key.map((name) => `${quoteIdentifier(name)} is not null`).join(" and ");
  const twice = `select 1 from ${relation} where ${present} group by ${list} having count(*) > 1`;
  const [found] = await queryRows(run.connection, `select cast(count(*) as integer) as keys from (${twice})`);
  const keys = Number(found?.["keys"]);
  if (keys > 0)
    throw new RunProblem(
      `${run.failure}: ${keys === 1 ? "one key has" : `${keys} keys have`} several rows in the select, and a merge needs one row for each (${list}): leave one of them, or add columns to the key.`,
    );
}

function namesOf(columns: readonly LakeColumn[]): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name));
}
