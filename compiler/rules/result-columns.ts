import { enumerate, quote, visible } from "../diagnostics/quote";
import { entriesByName, type LinkContext } from "../link/link-context";
import type { SpecPointer, Transform } from "../model/graph";
import { pointerTo } from "../source/pointer";
import { resultColumns } from "../sql/result-columns";
import type { Rule } from "./rule";

/** A column that the spec names of a table. */
interface NamedColumn {
  readonly pointer: SpecPointer;
  readonly column: string;
  /** Whether it stands in a key of the spec. */
  readonly isKey: boolean;
}

const mostListed = 12;

/** A check or a key of a transform names a column that its select has, where the select's text tells its columns. */
export const columnsAreInTheResult: Rule = ({ transforms }, context) => {
  for (const transform of transforms) {
    const named = namedColumns(context, transform);
    const columns = named.length === 0 ? undefined : resultColumns(transform.select, dialectOf(transform));
    if (columns) for (const column of named) checkColumn(context, transform, columns, column);
  }
};

function checkColumn(
  context: LinkContext,
  transform: Transform,
  columns: readonly string[],
  { pointer, column, isKey }: NamedColumn,
): void {
  if (columns.includes(transform.target.store === "lake" ? column.toLowerCase() : column)) return;
  context.report({
    code: "unknown-column",
    pointer,
    span: isKey ? context.keySpan(pointer) : context.stack.locate(pointer),
    message: `The select of ${transform.sqlFile} has no column ${quote(column)}: it has ${listed(columns)}.`,
    alternatives: { word: column, candidates: columns },
  });
}

function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, mostListed).map(visible);
  return enumerate(columns.length > mostListed ? [...shown, `${columns.length - mostListed} more`] : shown);
}

function namedColumns({ spec }: LinkContext, { name }: Transform): readonly NamedColumn[] {
  const { materialize, checks = [] } = spec.transforms[name] ?? {};
  const path = ["transforms", name];
  const inList = (columns: readonly string[] | undefined, ...rest: readonly (string | number)[]): readonly NamedColumn[] =>
    (columns ?? []).map((column, index) => ({ pointer: pointerTo(...path, ...rest, index), column, isKey: false }));
  const inMap = (columns: Readonly<Record<string, unknown>> | undefined, ...rest: readonly (string | number)[]): readonly NamedColumn[] =>
    entriesByName(columns ?? {}).map(([column]) => ({ pointer: pointerTo(...path, ...rest, column), column, isKey: true }));
  return [
    ...inList(typeof materialize === "object" ? materialize.incremental : undefined, "materialize", "incremental"),
    ...checks.flatMap((check, index) => [
      ...inList(check.not_null, "checks", index, "not_null"),
      ...inList(check.unique, "checks", index, "unique"),
      ...inMap(check.accepted_values, "checks", index, "accepted_values"),
      ...inMap(check.relationships, "checks", index, "relationships"),
    ]),
  ];
}

function dialectOf({ target }: Transform): "athena" | "postgresql" {
  return target.store === "lake" ? "athena" : "postgresql";
}
