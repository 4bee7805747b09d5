import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SqlDialect } from "../../../compiler/sql/scan";
import { loadParser } from "../../../compiler/sql/syntax/engine-parser";
import { findSyntaxProblem } from "../../../compiler/sql/syntax/find-syntax-problem";
import { isPlainSelect } from "../../../compiler/sql/syntax/plain-select";
import { randomNumbers } from "./random-numbers";
import { rightSelects, wrongSelects } from "./syntax-statements";

const dialects = ["postgresql", "athena"] as const;

/** A statement with its finding: the place between « and », the message, and what was meant. */
function findingOf(statement: string, dialect: SqlDialect): { sql: string; finds: string } | undefined {
  const found = findSyntaxProblem(statement, dialect);
  if (!found) return undefined;
  const { start, end, severity, message, meant } = found;
  const sql = `${statement.slice(0, start)}«${statement.slice(start, end)}»${statement.slice(end)}`;
  return { sql, finds: `${severity}: ${message}${meant === undefined ? "" : ` (${meant})`}` };
}

describe.each(dialects)("the syntax of a select for %s", (dialect) => {
  test.each(rightSelects[dialect])("is right: %s", (statement) => {
    expect(findingOf(statement, dialect)).toBeUndefined();
  });

  test.each(wrongSelects[dialect])("$sql", ({ sql, finds }) => {
    expect(findingOf(sql.replaceAll(/[«»]/g, ""), dialect)).toEqual({ sql, finds });
  });

  test("places are counted in characters as JavaScript counts them", () => {
    expect(findingOf("select 'é', '€', '😀' as x, a b c from t", dialect)?.sql).toBe("select 'é', '€', '😀' as x, a b «c» from t");
    expect(findingOf("select a,\r\n  b -- x😀\r\n c d from t", dialect)?.sql).toBe("select a,\r\n  b -- x😀\r\n c «d» from t");
  });

  test("a select that is nested too deeply is left to the engine, and the next is checked", () => {
    const deep = `select ${"(".repeat(30_000)}1${")".repeat(30_000)}`;
    const found = findSyntaxProblem(deep, dialect);
    expect(found === undefined || found.severity === "warning").toBe(true);
    expect(findingOf("select a form t", dialect)?.sql).toBe("select a «form» t");
  });
});

describe.each(dialects)("what is read without the parser of %s, the parser reads", (dialect) => {
  const plain = rightSelects[dialect].filter((statement) => isPlainSelect(statement, dialect));
  const refuse = loadParser(dialect);

  test("half of the right selects are plain", () => {
    expect(plain.length).toBeGreaterThan(25);
  });

  test("every keyword in every place of a name", () => {
    const all = keywords[dialect]();
    expect(all.length).toBeGreaterThan(250);
    // The parser of Athena's SQL takes its time: every fifth word, after all of them had passed.
    const words = dialect === "postgresql" ? all : all.filter((_, index) => index % 5 === 0);
    const places = [
      "with @ as (select t.@ from s.@), x (@) as (select 1) select @.a, @.*, f(@) over (partition by @ order by @) from @ join u using (@) where @ = 1 order by @ limit 1",
      "select case @ when 1 then @ end as @, f(@, @) filter (where @ is null), @ + @ from t as @ cross join unnest(@) as u (@) group by @",
      "select a @, f(a) @, 1 @, case when b then 2 end @, 'x' @, t.c @ from t @ join u @ on true cross join v @ (x), (select 1) @",
      "select f(a) over (order by b) @, cast(a as date) @, a + b @, (c) @ from s.t @ where true",
      "select @(a), @() from t where @(*) > 1",
    ];
    const statements = places.flatMap((place) => words.map((word) => place.replaceAll("@", word)));
    expect(statements.filter((statement) => isPlainSelect(statement, dialect) && refuse(statement))).toEqual([]);
  });

  test("thousands of selects with a word or a sign changed", () => {
    const random = randomNumbers(20_260);
    const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? "";
    const tokens = plain.map((statement) => statement.match(/'(?:[^']|'')*'|"[^"]*"|\w+|--.*|\/\*.*?\*\/|\s+|[^\s\w]/g) ?? []);
    const vocabulary = tokens.flat();
    const accepted: string[] = [];
    for (let round = 0; round < 4_000; round++) {
      const changed = [...(tokens[round % tokens.length] ?? [])];
      for (let count = 1 + Math.floor(random() * 2); count > 0; count--) {
        const at = Math.floor(random() * changed.length);
        const kind = random();
        if (kind < 0.3) changed.splice(at, 1);
        else if (kind < 0.6) changed.splice(at, 0, " ", pick(vocabulary), " ");
        else changed.splice(at, 1, pick(vocabulary));
      }
      const statement = changed.join("");
      if (isPlainSelect(statement, dialect)) accepted.push(statement);
    }
    expect(accepted.length).toBeGreaterThan(200);
    expect(accepted.filter((statement) => refuse(statement))).toEqual([]);
  });
});

test.each([
  ["select 1_000 as x", "warning"],
  ["select json_value('{}'::jsonb, '$.a' returning int) as v", "warning"],
  ["select 1 as x form y", "error"],
  ["select sum(x) as total, from y", "error"],
])("a server that may be newer than the grammar: %s is a %s", (statement, severity) => {
  expect(findSyntaxProblem(statement, "postgresql", true)?.severity).toBe(severity);
  expect(findSyntaxProblem(statement, "postgresql")?.severity).toBe("error");
});

/** The keywords of each engine, as its parser has them. */
const keywords: Readonly<Record<SqlDialect, () => readonly string[]>> = {
  postgresql() {
    const server = readFileSync(require.resolve("libpg-query/wasm/libpg-query.wasm"), "latin1");
    const start = server.indexOf("abort\0absolute\0");
    return server.slice(start, server.indexOf("\0\0", start)).split("\0");
  },
  athena() {
    const lexer = readFileSync(
      require.resolve("antlr4ng").replace(/antlr4ng\/.*/, "dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js"),
      "utf8",
    );
    return [...lexer.matchAll(/"'([A-Z_]+)'"/g)].map(([, word = ""]) => word.toLowerCase());
  },
};
