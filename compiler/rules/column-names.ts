import { quote } from "../diagnostics/quote";
import { entriesByName, type LinkContext } from "../link/link-context";
import { nameLimits } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A column is one that its engine can have: PostgreSQL cuts longer names, and would then speak of another column. */
export const columnsFitTheirEngine: Rule = ({ ingestions, transforms }, context) => {
  for (const { name, kind, source } of ingestions) {
    if (kind !== "database") continue;
    for (const [table, { key, cursor }] of entriesByName(context.spec.ingestion[name]?.tables ?? {})) {
      const pointer = pointerTo("ingestion", name, "tables", table);
      const isCut = source.engine === "postgresql";
      key?.forEach((column, index) => checkColumn(context, `${pointer}${pointerTo("key", index)}`, column, isCut));
      if (cursor !== undefined) checkColumn(context, `${pointer}/cursor`, cursor, isCut);
    }
  }
  for (const { name, pointer, target } of transforms) checkTransform(context, name, pointer, target.store === "warehouse");
};

function checkTransform(context: LinkContext, name: string, pointer: string, isCut: boolean): void {
  const spec = context.spec.transforms[name];
  const materialize = spec?.materialize;
  if (typeof materialize === "object")
    materialize.incremental.forEach((column, index) =>
      checkColumn(context, `${pointer}${pointerTo("materialize", "incremental", index)}`, column, isCut),
    );
  spec?.checks.forEach((check, position) => {
    const place = `${pointer}${pointerTo("checks", position)}`;
    for (const kind of ["not_null", "unique"] as const)
      check[kind]?.forEach((column, index) => checkColumn(context, `${place}${pointerTo(kind, index)}`, column, isCut));
    for (const kind of ["accepted_values", "relationships"] as const) {
      for (const column of Object.keys(check[kind] ?? {})) {
        const key = `${place}${pointerTo(kind, column)}`;
        checkColumn(context, key, column, isCut, context.keySpan(key));
      }
    }
  });
}

function checkColumn(context: LinkContext, pointer: string, column: string, isCut: boolean, span = context.stack.locate(pointer)): void {
  const problem = /\p{Cc}/u.test(column)
    ? "a name has no control characters"
    : isCut && Buffer.byteLength(column) > nameLimits.databaseIdentifier
      ? `names in PostgreSQL have ${nameLimits.databaseIdentifier} bytes at most, and it would cut this one`
      : undefined;
  if (problem !== undefined) context.report({ code: "invalid-name", pointer, span, message: `${quote(column)} is no column: ${problem}.` });
}
