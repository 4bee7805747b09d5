import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SqlDialect } from "../../../compiler/sql/scan";
import { findSyntaxProblem } from "../../../compiler/sql/syntax/find-syntax-problem";
import { takeSelect } from "../../../compiler/sql/statement";
import { startPostgres, type TestPostgres } from "../../harness/postgres";
import { athenaShapes } from "./athena-shapes";
import { postgresqlShapes } from "./postgresql-shapes";
import { typingErrors } from "./typing-errors";

/** What is said of a statement, and the line of it. */
function finding(statement: string, dialect: SqlDialect): { line: number; says: string } | undefined {
  const taken = takeSelect(statement, dialect);
  if ("problem" in taken) return { line: lineAt(statement, taken.problem.offset), says: `error: ${taken.problem.message}` };
  const problem = findSyntaxProblem(taken.select, dialect);
  return problem && { line: lineAt(statement, taken.start + problem.start), says: `${problem.severity}: ${problem.message}` };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

describe.each([
  ["athena", athenaShapes],
  ["postgresql", postgresqlShapes],
] as const)("of %s", (dialect, shapes) => {
  test.each(shapes)("nothing is said of %s", (statement) => {
    expect(finding(statement, dialect)).toBeUndefined();
  });

  test.each(typingErrors)("%j is an error on line %i", (statement, line) => {
    expect(finding(statement, dialect)).toEqual({ line, says: expect.stringMatching(/^error: /) });
  });
});

describe("of PostgreSQL, the server says the same", () => {
  let server: TestPostgres;
  let client: Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = await server.connect();
  }, 60_000);
  afterAll(() => server?.stop());

  /** `42601`: syntax_error. */
  const isRead = (statement: string): Promise<boolean> =>
    client.query(statement).then(
      () => true,
      (error: unknown) => (error as { readonly code?: string }).code !== "42601",
    );

  test("of right selects", async () => {
    const refused: string[] = [];
    for (const statement of postgresqlShapes) if (!(await isRead(statement))) refused.push(statement);
    expect(refused).toEqual([]);
  });

  test("of wrong ones, and of numbers that run into a word", async () => {
    const wrong = [
      "select 1 where 1=1and 2=2",
      "select 1or",
      "select 1_000",
      "select 123abc",
      "select 1e from t",
      "select 1.5a",
      "select 0x1F",
    ];
    const right = ["select 1e5, 1.5e-3, 1E+2, .5, 5., 1.e2", "select (array[1,2,3])[1:2]", "select 1 where 2 in(1)and true"];
    for (const statement of wrong) {
      expect([statement, await isRead(statement)]).toEqual([statement, false]);
      expect(finding(statement, "postgresql")?.says).toMatch(/^error: "[^"]+" is no number: /);
    }
    for (const statement of right) {
      expect([statement, await isRead(statement)]).toEqual([statement, true]);
      expect(finding(statement, "postgresql")).toBeUndefined();
    }
    const typed = typingErrors.map(([statement]) => statement).filter((statement) => /^(select|with)[^;]*$/.test(statement));
    const read: string[] = [];
    for (const statement of typed) if (await isRead(statement)) read.push(statement);
    expect(read).toEqual([]);
  });
});

test("into is nothing for a transform", () => {
  const says = "error: a select of a transform has no into: what it makes is named in the spec";
  expect(finding("select a\ninto b from t", "postgresql")).toEqual({ line: 2, says });
  expect(finding("select t.into, a as into, 'x into y' from t", "postgresql")).toBeUndefined();
  expect(finding("select a\ninto b from t", "athena")?.says).toMatch(/^error: /);
});

test("a select that is nested too deeply for the parser of Athena's SQL is left to Athena at once", () => {
  const started = performance.now();
  const deep = `select ${"f(x -> ".repeat(500)}1${")".repeat(500)}`;
  expect(finding(deep, "athena")?.says).toMatch(/^warning: this select is nested too deeply/);
  expect(finding(`select ${"case when a then ".repeat(60)}1${" end".repeat(60)} || x[1] from t`, "athena")?.says).toMatch(/^warning: /);
  expect(performance.now() - started).toBeLessThan(500);
});
