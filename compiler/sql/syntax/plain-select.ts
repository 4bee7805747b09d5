import type { SqlDialect } from "../scan";
import { takeExpression, takeExpressions, takeOrder } from "./plain-expression";
import { PlainReader } from "./plain-reader";

/**
 * Whether a statement is made of what every engine knows, and so is right without asking the engine's parser, which takes longer to load than all of the
 * rest. False says nothing: the parser decides. What this accepts the parsers must accept, which tests hold against thousands of changed statements.
 */
export function isPlainSelect(statement: string, dialect: SqlDialect): boolean {
  const reader = new PlainReader(statement, dialect);
  return takePlainQuery(reader) && reader.isAtEnd;
}

/** A select with what may stand around it: `with`, set operations, `order by` and `limit`. */
export function takePlainQuery(reader: PlainReader): boolean {
  if (reader.take("with")) {
    reader.take("recursive");
    if (!reader.takeList(() => takeNamedQuery(reader))) return false;
  }
  if (!takeSelect(reader)) return false;
  while (reader.takeOneOf(["union", "except", "intersect"])) {
    reader.take("all");
    if (!takeSelect(reader)) return false;
  }
  return takeOrder(reader) && (!reader.take("limit") || reader.takeNumber(/^\d+$/));
}

function takeNamedQuery(reader: PlainReader): boolean {
  return reader.takeName() && takeColumnNames(reader) && reader.take("as") && reader.takeEnclosed(() => takePlainQuery(reader));
}

/** Names in parentheses, when parentheses are there. */
function takeColumnNames(reader: PlainReader): boolean {
  return !reader.isSymbol("(") || reader.takeEnclosed(() => reader.takeList(() => reader.takeName()));
}

function takeSelect(reader: PlainReader): boolean {
  if (!reader.take("select")) return false;
  reader.take("distinct");
  return (
    reader.takeList(() => takeColumn(reader)) &&
    (!reader.take("from") || reader.takeList(() => takeJoinedTables(reader))) &&
    (!reader.take("where") || takeExpression(reader)) &&
    (!reader.take("group") || (reader.take("by") && takeExpressions(reader))) &&
    (!reader.take("having") || takeExpression(reader))
  );
}

function takeColumn(reader: PlainReader): boolean {
  if (reader.takeSymbol("*")) return true;
  if (reader.isSymbol(".", 1) && reader.isSymbol("*", 2)) return reader.takeName() && reader.takeSymbol(".") && reader.takeSymbol("*");
  if (!takeExpression(reader)) return false;
  if (reader.take("as")) return reader.takeName();
  reader.takeBareAlias();
  return true;
}

function takeJoinedTables(reader: PlainReader): boolean {
  if (!takeTable(reader)) return false;
  for (;;) {
    if (reader.take("cross", "join")) {
      if (!takeTable(reader)) return false;
    } else if (beginsJoin(reader)) {
      if (!takeTable(reader) || !takeJoinCondition(reader)) return false;
    } else return true;
  }
}

function beginsJoin(reader: PlainReader): boolean {
  if (reader.take("join") || reader.take("inner", "join")) return true;
  return ["left", "right", "full"].some((side) => reader.take(side, "join") || reader.take(side, "outer", "join"));
}

function takeJoinCondition(reader: PlainReader): boolean {
  if (reader.take("on")) return takeExpression(reader);
  return reader.take("using") && reader.takeEnclosed(() => reader.takeList(() => reader.takeName()));
}

function takeTable(reader: PlainReader): boolean {
  if (reader.isSymbol("("))
    // A query needs a name in PostgreSQL before version 16.
    return reader.takeEnclosed(() => takePlainQuery(reader)) && takeAlias(reader, reader.dialect === "postgresql");
  if (reader.take("unnest")) return reader.takeEnclosed(() => takeExpressions(reader)) && takeAlias(reader, true);
  for (let part = 0; part === 0 || reader.takeSymbol("."); part++) if (part === 3 || !reader.takeName()) return false;
  return takeAlias(reader, false);
}

function takeAlias(reader: PlainReader, isRequired: boolean): boolean {
  if (reader.take("as")) return reader.takeName() && takeColumnNames(reader);
  return reader.takeBareAlias() ? takeColumnNames(reader) : !isRequired;
}
