import { quote } from "../diagnostics/quote";
import { entriesByName, type LinkContext } from "../link/link-context";
import { nameLimits } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A column is one that its engine can have: PostgreSQL cuts longer names, and would then speak of another column. */
export const columnsFitTheirEngine: Rule = ({ ingestions, transforms }, context) => {
  for (const { name, kind, source } of ingestions) {
    if (kind !== "database") continue;
    const isCut = source.engine === "postgresql";
    for (const [table, { key = [], cursor }] of Object.entries(context.spec.ingestion[name]?.tables ?? {})) {
      checkList(context, ["ingestion", name, "tables", table, "key"], key, isCut);
      if (cursor !== undefined) checkColumn(context, ["ingestion", name, "tables", table, "cursor"], cursor, isCut);
    }
  }
  for (const { name, target } of transforms) checkTransform(context, name, target.store === "warehouse");
};

function checkTransform(context: LinkContext, name: string, isCut: boolean): void {
  const { materialize, checks = [] } = context.spec.transforms[name] ?? {};
  if (typeof materialize === "object")
    checkList(context, ["transforms", name, "materialize", "incremental"], materialize.incremental, isCut);
  checks.forEach((check, position) => {
    for (const kind of ["not_null", "unique"] as const)
      checkList(context, ["transforms", name, "checks", position, kind], check[kind] ?? [], isCut);
    for (const kind of ["accepted_values", "relationships"] as const) {
      for (const [column] of entriesByName<unknown>(check[kind] ?? {}))
        checkColumn(context, ["transforms", name, "checks", position, kind, column], column, isCut, "key");
    }
  });
}

function checkList(context: LinkContext, path: readonly (string | number)[], columns: readonly string[], isCut: boolean): void {
  columns.forEach((column, index) => checkColumn(context, [...path, index], column, isCut));
}

function checkColumn(context: LinkContext, path: readonly (string | number)[], column: string, isCut: boolean, part?: "key"): void {
  const problem = /\p{Cc}/u.test(column)
    ? "a name has no control characters"
    : isCut && Buffer.byteLength(column) > nameLimits.databaseIdentifier
      ? `names in PostgreSQL have ${nameLimits.databaseIdentifier} bytes at most, and it would cut this one`
      : undefined;
  if (problem === undefined) return;
  const pointer = pointerTo(...path);
  const span = context.stack.locate(pointer, part);
  context.report({ code: "invalid-name", pointer, span, message: `${quote(column)} is no column: ${problem}.` });
}
