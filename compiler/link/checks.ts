import { quote } from "../diagnostics/quote";
import type { ResolvedCheck } from "../generated/resolved-spec";
import type { Check, Dataset, DatasetId, SpecPointer } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import type { SqlDialect } from "../sql/scan";
import { quoteIdentifier, quoteLiteral } from "../sql/quote";
import type { TextRange } from "../sql/template";
import { entriesByName, type LinkContext } from "./link-context";
import type { References } from "./references";
import { placesInScalar } from "./scalar-place";
import { linkSelect } from "./sql-file";

/** Shorter parts of a text may stand in it more than once. */
const shortestFind = 3;

/** The transform whose result is checked. */
export interface CheckedTransform {
  readonly pointer: SpecPointer;
  /** Its result as SQL names it. */
  readonly result: string;
  readonly dialect: SqlDialect;
  tableName(pointer: SpecPointer, dataset: Dataset, span: Span): string | undefined;
}

export interface LinkedChecks {
  readonly checks: readonly Check[];
  /** What checks read besides the result itself, each with the first place that names it. */
  readonly reads: ReadonlyMap<DatasetId, Span>;
  /** Whether all of them could be made. */
  readonly isComplete: boolean;
}

/** Each check as a select of the rows that should not be. */
export function linkChecks(
  context: LinkContext,
  references: References,
  transform: CheckedTransform,
  specs: readonly ResolvedCheck[],
): LinkedChecks {
  const reads = new Map<DatasetId, Span>();
  const checks: Check[] = [];
  let isComplete = true;
  const counts = { sql: 0 };
  specs.forEach((spec, index) => {
    const pointer = `${transform.pointer}${pointerTo("checks", index)}`;
    for (const check of linkCheck(context, references, transform, pointer, spec, reads, counts)) {
      if (check) checks.push(check);
      else isComplete = false;
    }
  });
  return { checks, reads, isComplete };
}

function linkCheck(
  context: LinkContext,
  references: References,
  transform: CheckedTransform,
  pointer: SpecPointer,
  spec: ResolvedCheck,
  reads: Map<DatasetId, Span>,
  counts: { sql: number },
): readonly (Check | undefined)[] {
  const { result } = transform;
  return [
    ...(spec.not_null ?? []).map((column, index) => ({
      name: `not_null ${column}`,
      pointer: `${pointer}${pointerTo("not_null", index)}`,
      sql: `select * from ${result} where ${quoteIdentifier(column)} is null`,
    })),
    ...(spec.unique ? [uniqueCheck(result, `${pointer}${pointerTo("unique")}`, spec.unique)] : []),
    ...entriesByName(spec.accepted_values ?? {}).map(([column, values]) =>
      acceptedValuesCheck(result, `${pointer}${pointerTo("accepted_values", column)}`, column, values),
    ),
    ...entriesByName(spec.relationships ?? {}).map(([column, target]) =>
      relationshipCheck(context, references, transform, `${pointer}${pointerTo("relationships", column)}`, column, target, reads),
    ),
    ...(spec.sql === undefined
      ? []
      : [sqlCheck(context, references, transform, `${pointer}${pointerTo("sql")}`, `sql ${++counts.sql}`, spec.sql, reads)]),
  ];
}

/** As in SQL's own unique constraints, rows without a value in one of the columns equal no other. */
function uniqueCheck(result: string, pointer: SpecPointer, columns: readonly string[]): Check {
  const list = columns.map(quoteIdentifier).join(", ");
  const present = columns.map((column) => `${quoteIdentifier(column)} is not null`).join(" and ");
  return {
    name: `unique ${columns.join(", ")}`,
    pointer,
    sql: `select ${list}, count(*) as occurrences from ${result} where ${present} group by ${list} having count(*) > 1`,
  };
}

function acceptedValuesCheck(result: string, pointer: SpecPointer, column: string, values: readonly (string | number | boolean)[]): Check {
  const list = values.map(quoteLiteral).join(", ");
  return { name: `accepted_values ${column}`, pointer, sql: `select * from ${result} where ${quoteIdentifier(column)} not in (${list})` };
}

function relationshipCheck(
  context: LinkContext,
  references: References,
  transform: CheckedTransform,
  pointer: SpecPointer,
  column: string,
  target: string,
  reads: Map<DatasetId, Span>,
): Check | undefined {
  const dot = target.lastIndexOf(".");
  if (target.split(".").length < 4) {
    context.report({
      code: "wrong-reference",
      pointer,
      message: `${quote(target)} is no column of a dataset: write the dataset, a dot and the column, as in lake.raw.customers.customer_id.`,
    });
    return undefined;
  }
  const reference = target.slice(0, dot);
  const place = references.placeOf(pointer, reference);
  const dataset = references.resolveDataset(place, reference);
  const parent = dataset && readName(transform, pointer, dataset, place.span, reads);
  if (parent === undefined) return undefined;
  const child = quoteIdentifier(column);
  const parentColumn = quoteIdentifier(target.slice(dot + 1));
  return {
    name: `relationships ${column}`,
    pointer,
    sql: `select child.* from ${transform.result} as child where child.${child} is not null and not exists (select 1 from ${parent} as parent where parent.${parentColumn} = child.${child})`,
  };
}

function sqlCheck(
  context: LinkContext,
  references: References,
  transform: CheckedTransform,
  pointer: SpecPointer,
  name: string,
  text: string,
  reads: Map<DatasetId, Span>,
): Check | undefined {
  const linked = linkSelect(context, references, {
    text,
    dialect: transform.dialect,
    pointer,
    span: checkSpans(context, pointer, text),
    tableName: (dataset, span) => readName(transform, pointer, dataset, span, reads),
  });
  return linked && { name, pointer, sql: linked.select };
}

/** Finds where parts of a check stand. Where escapes stand between its text and the spec, a part is looked for, or all of it is shown. */
function checkSpans(context: LinkContext, pointer: SpecPointer, text: string): (range: TextRange) => Span {
  const { file, start, end } = context.stack.locate(pointer);
  const placeOf = placesInScalar(file.text.slice(start, end), text);
  return (range) => {
    const place = placeOf?.(range);
    if (place) return { file, start: start + place.start, end: start + place.end };
    return range.end - range.start < shortestFind ? { file, start, end } : context.textSpan(pointer, text.slice(range.start, range.end));
  };
}

function readName(
  transform: CheckedTransform,
  pointer: SpecPointer,
  dataset: Dataset,
  span: Span,
  reads: Map<DatasetId, Span>,
): string | undefined {
  const name = transform.tableName(pointer, dataset, span);
  if (name !== undefined && name !== transform.result && !reads.has(dataset.id)) reads.set(dataset.id, span);
  return name;
}
