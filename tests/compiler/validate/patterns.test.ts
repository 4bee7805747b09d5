import { describe, expect, it } from "vitest";
import { language } from "../../../compiler/schema/language";

/** Every pattern of the language. */
function patternsOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const own = (node as { pattern?: unknown }).pattern;
  return [...(typeof own === "string" ? [own] : []), ...Object.values(node).flatMap(patternsOf)];
}

const patterns = [...new Set(patternsOf(language))];

describe("a pattern of the language takes linear time", () => {
  it.each(patterns)("%s", (pattern) => {
    const regex = new RegExp(pattern, "u");
    const units = ["a", "A", "0", ".", "-", "_", "/", ":", "@", " ", "=", "a.", "a-", "a/", "a@", "a.a@", "0.", "1 ", "-a"];
    const starts = ["", "a", "a@a", "sso:", "arn:aws:iam::111111111111:role/", "arn:aws:kms:", "https://", "eu", "vpc-", "10.0."];
    const started = performance.now();
    for (const start of starts) for (const unit of units) regex.test(`${start}${unit.repeat(20_000)}\u0000`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
