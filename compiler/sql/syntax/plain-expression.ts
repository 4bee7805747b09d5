import { takePlainQuery } from "./plain-select";
import type { PlainReader } from "./plain-reader";
import { takeType } from "./plain-type";
import { isPlainName } from "./plain-words";

const units = ["year", "month", "day", "hour", "minute", "second"];

/** Conditions and values that PostgreSQL and Athena both know. */
export function takeExpression(reader: PlainReader): boolean {
  do {
    while (reader.take("not"));
    if (!takePredicate(reader)) return false;
  } while (reader.takeOneOf(["and", "or"]));
  return true;
}

export function takeExpressions(reader: PlainReader): boolean {
  return reader.takeList(() => takeExpression(reader));
}

/** A value, or one comparison: neither engine compares a comparison. */
function takePredicate(reader: PlainReader): boolean {
  if (reader.take("exists")) return reader.takeEnclosed(() => takePlainQuery(reader));
  if (!takeZoned(reader)) return false;
  if (reader.takeOperator(["=", "<>", "!=", "<", ">", "<=", ">="])) return takeZoned(reader);
  if (reader.take("is")) {
    reader.take("not");
    return reader.take("null");
  }
  const isDenied = reader.take("not");
  if (reader.take("between")) return takeSum(reader) && reader.take("and") && takeSum(reader);
  if (reader.take("like")) return takeSum(reader);
  if (reader.take("in")) return reader.takeEnclosed(() => (beginsQuery(reader) ? takePlainQuery(reader) : takeExpressions(reader)));
  return !isDenied;
}

/** `between` of PostgreSQL takes no `at time zone`. */
function takeZoned(reader: PlainReader): boolean {
  return takeSum(reader) && (!reader.take("at", "time", "zone") || reader.takeText());
}

function takeSum(reader: PlainReader): boolean {
  do {
    while (reader.takeSymbol("-"));
    if (!takeValue(reader)) return false;
  } while (reader.takeOperator(["+", "-", "*", "/", "%", "||"]));
  return true;
}

function takeValue(reader: PlainReader): boolean {
  if (!takeSimpleValue(reader)) return false;
  while (reader.dialect === "postgresql" && reader.takeSymbol("::")) if (!takeType(reader)) return false;
  return true;
}

function takeSimpleValue(reader: PlainReader): boolean {
  if (reader.takeText() || reader.takeNumber(/^\d+(\.\d+)?$/)) return true;
  if (reader.isSymbol("(")) return reader.takeEnclosed(() => (beginsQuery(reader) ? takePlainQuery(reader) : takeExpression(reader)));
  if (reader.takeOneOf(["null", "true", "false", "current_date", "current_timestamp"])) return true;
  if (reader.take("case")) return takeCase(reader);
  if (reader.take("interval")) return reader.takeText() && reader.takeOneOf(units);
  if (reader.take("timestamp")) return reader.takeText();
  if (isPlainName(reader.word()) && reader.isSymbol("(", 1)) return takeCall(reader);
  if (reader.isSymbol("(", 1)) return takeSpecialCall(reader);
  if (reader.take("date")) return reader.takeText() || takeColumn(reader, 1);
  return reader.takeName() && takeColumn(reader, 1);
}

/** The parts of a column after its first; four at most. */
function takeColumn(reader: PlainReader, parts: number): boolean {
  if (!reader.takeSymbol(".")) return true;
  return parts < 4 && reader.takeName() && takeColumn(reader, parts + 1);
}

function takeCase(reader: PlainReader): boolean {
  if (reader.word() !== "when" && !takeExpression(reader)) return false;
  let branches = 0;
  while (reader.take("when")) {
    if (!takeExpression(reader) || !reader.take("then") || !takeExpression(reader)) return false;
    branches++;
  }
  return branches > 0 && (!reader.take("else") || takeExpression(reader)) && reader.take("end");
}

/** Functions with a syntax of their own. */
function takeSpecialCall(reader: PlainReader): boolean {
  if (reader.take("cast") || (reader.dialect === "athena" && reader.take("try_cast")))
    return reader.takeEnclosed(() => takeExpression(reader) && reader.take("as") && takeType(reader));
  if (reader.take("extract")) return reader.takeEnclosed(() => reader.takeOneOf(units) && reader.take("from") && takeSum(reader));
  if (reader.take("trim")) return reader.takeEnclosed(() => takeSum(reader));
  if (reader.takeOneOf(["coalesce", "nullif", "greatest", "least"]))
    return reader.takeEnclosed(() => takeExpression(reader) && reader.takeSymbol(",") && takeExpressions(reader));
  return false;
}

function takeCall(reader: PlainReader): boolean {
  if (reader.word() === "try_cast") return reader.dialect === "athena" && takeSpecialCall(reader);
  reader.takeName();
  if (!reader.takeEnclosed(() => takeArguments(reader))) return false;
  if (reader.take("filter") && !reader.takeEnclosed(() => reader.take("where") && takeExpression(reader))) return false;
  return !reader.take("over") || reader.takeEnclosed(() => takeWindow(reader));
}

function takeArguments(reader: PlainReader): boolean {
  if (reader.isSymbol(")") || reader.takeSymbol("*")) return true;
  reader.take("distinct");
  return takeExpressions(reader) && takeOrder(reader);
}

function takeWindow(reader: PlainReader): boolean {
  if (reader.take("partition") && !(reader.take("by") && takeExpressions(reader))) return false;
  return takeOrder(reader) && (!reader.takeOneOf(["rows", "range"]) || takeFrame(reader));
}

function takeFrame(reader: PlainReader): boolean {
  return reader.take("between") && takeBound(reader, "preceding") && reader.take("and") && takeBound(reader, "following");
}

function takeBound(reader: PlainReader, side: "preceding" | "following"): boolean {
  if (reader.take("current", "row")) return true;
  return (reader.take("unbounded") || reader.takeNumber(/^\d+$/)) && reader.take(side);
}

/** `order by`, when it is there. */
export function takeOrder(reader: PlainReader): boolean {
  return !reader.take("order") || (reader.take("by") && reader.takeList(() => takeOrderItem(reader)));
}

function takeOrderItem(reader: PlainReader): boolean {
  if (!takeExpression(reader)) return false;
  reader.takeOneOf(["asc", "desc"]);
  return !reader.take("nulls") || reader.takeOneOf(["first", "last"]);
}

function beginsQuery(reader: PlainReader): boolean {
  return reader.word() === "select" || reader.word() === "with";
}
