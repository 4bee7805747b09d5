import { expect, test } from "vitest";
import type { PolicyStatement } from "../../../components/shared/policy-document";
import { packStatements, policySize } from "../../../components/shared/policy-size";

const statement = (sid: string, resources: readonly string[]): PolicyStatement => ({
  Sid: sid,
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: resources,
});
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `arn:aws:s3:::bucket/table_${index}/*`);

test("the size leaves out white space, as IAM does", () => {
  expect(policySize([statement("A b", [])])).toBe(policySize([statement("Ab", [])]));
});

test("statements that fit stay whole and in order", () => {
  const statements = [statement("First", names(2)), statement("Second", names(3))];
  expect(packStatements(statements, 6144)).toEqual([statements]);
});

test("a long statement becomes numbered parts that list the same resources once", () => {
  const whole = statement("ReadTables", names(400));
  const documents = packStatements([whole], 6144);
  expect(documents.length).toBeGreaterThan(2);
  expect(documents.every((document) => policySize(document) <= 6144)).toBe(true);
  expect(documents.flat().flatMap((part) => part.Resource)).toEqual(whole.Resource);
  expect(documents.flat().map((part) => part.Sid)).toEqual(documents.flat().map((_, index) => `ReadTables${index + 1}`));
});

test("a long condition is cut too", () => {
  const prefixes = names(400);
  const whole = { ...statement("List", ["arn:aws:s3:::bucket"]), Condition: { StringLike: { "s3:prefix": prefixes } } };
  const parts = packStatements([whole], 6144).flat();
  expect(parts.flatMap((part) => part.Condition?.["StringLike"]?.["s3:prefix"])).toEqual(prefixes);
  expect(parts.every((part) => part.Resource?.length === 1)).toBe(true);
});

test("a denial is never cut: half of its conditions would deny more", () => {
  const denial: PolicyStatement = { ...statement("Deny", names(400)), Effect: "Deny" };
  expect(() => packStatements([denial], 6144)).toThrow(/alone is longer than the 6144 characters/);
});
