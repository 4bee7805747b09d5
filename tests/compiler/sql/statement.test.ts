import { describe, expect, test } from "vitest";
import type { SqlDialect } from "../../../compiler/sql/scan";
import { takeSelect } from "../../../compiler/sql/statement";

function take(text: string, dialect: SqlDialect = "athena"): string {
  const taken = takeSelect(text, dialect);
  return "select" in taken ? taken.select : `${taken.problem.offset}: ${taken.problem.message}`;
}

describe("taking one select", () => {
  test.each([
    ["select 1", "select 1"],
    ["\n\n  SELECT 1 ;\n-- end", "SELECT 1"],
    ["-- begin\n/* all */ with a as (select 1) select * from a -- end", "with a as (select 1) select * from a"],
    ["select 1 -- one; two\n, 2", "select 1 -- one; two\n, 2"],
    ["select ';' as \";\", '--' as \"/*\"", "select ';' as \";\", '--' as \"/*\""],
    ["select 'it''s;' as x", "select 'it''s;' as x"],
    ["select /* a ; ( */ (1)", "select /* a ; ( */ (1)"],
  ])("%s", (text, expected) => {
    expect(take(text)).toBe(expected);
    expect(take(text, "postgresql")).toBe(expected);
  });

  test.each([
    ["", "0: there is no statement: write a select"],
    ["-- nothing\n;", "0: there is no statement: write a select"],
    ["select 1; select 2", "8: a transform is one select: there is a second statement after this semicolon"],
    ["select 1;;", "8: a transform is one select: there is a second statement after this semicolon"],
    ["drop table t", '0: a transform is one select: the statement begins with "drop", not with select or with'],
    ["(select 1)", '0: a transform is one select: the statement begins with "(", not with select or with'],
    ["selection", '0: a transform is one select: the statement begins with "selection", not with select or with'],
    ["select 'a", "7: this text is never closed"],
    ['select "a', "7: this name is never closed"],
    ["select /* a", "7: this comment is never closed"],
    ["select 1) as x, (select 2", "8: this parenthesis closes nothing"],
    ["select (1", "7: this parenthesis is never closed"],
    ["select f(g(1)", "8: this parenthesis is never closed"],
  ])("%s is refused", (text, expected) => {
    expect(take(text)).toBe(expected);
    expect(take(text, "postgresql")).toBe(expected);
  });

  test("PostgreSQL has more kinds of texts and comments inside comments", () => {
    expect(take("select $$a;b$$, $x$;$$;$x$, e'it\\'s;'", "postgresql")).toBe("select $$a;b$$, $x$;$$;$x$, e'it\\'s;'");
    expect(take("select /* a /* b */ ; */ 1", "postgresql")).toBe("select /* a /* b */ ; */ 1");
    expect(take("select $$a", "postgresql")).toBe("7: this text is never closed");
    expect(take("select /* a /* b */ 1", "athena")).toBe("select /* a /* b */ 1");
    expect(take("select e'it\\';'", "athena")).toBe("14: this text is never closed");
    expect(take("select x$1$ from t", "postgresql")).toBe("select x$1$ from t");
  });

  test("a long statement is scanned in a moment", () => {
    const text = `select ${"'a''b', (1), -- c\n".repeat(10_000)} 1`;
    const started = performance.now();
    expect(take(text)).toBe(text);
    expect(take(`select '${"x".repeat(250_000)}`)).toBe("7: this text is never closed");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
