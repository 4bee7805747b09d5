import { describe, expect, test } from "vitest";
import { planStack, type Plan } from "../../plan";
import { specInput } from "../compiler/spec-text";
import { exampleEnvironments, examplePlan } from "./example-plans";
import { brokenShapes, providerShapes, tagsAreTaken } from "./provider-shapes";

/** Names, texts and lists as long as the language lets them be, where most names come from a long region and partition. */
const extremes = `apiVersion: datastack/v1
name: a-stack-of-20-letter
owner: ${"o".repeat(200)}
tags: { ${numbers(45, (index) => `tag-${index}: "${"v".repeat(256)}"`).join(", ")} }
environments: { production-1: { account: "111111111111", region: us-gov-west-1 } }
lake: { zones: { ${name("zone", 0)}: { description: "${"d".repeat(200)}" } } }
sources:
${numbers(30, (index) => `  ${name("drop", index)}: { type: s3, bucket: ${"b".repeat(63)}, prefix: ${"p".repeat(896)}/${index + 100}, format: csv }`).join("\n")}
  ${name("web", 0)}: { type: clickstream }
ingestion:
${numbers(30, (index) => `  ${name("drop", index)}: { from: sources.${name("drop", index)}, to: lake.${name("zone", 0)}, schedule: ${index % 2 === 0 ? "{ on: arrival }" : '{ cron: "*/20 6-22 * * 1-5", timezone: America/Argentina/ComodRivadavia }'}, description: "“Führung” – ${"d".repeat(180)}" }`).join("\n")}
  ${name("web", 0)}: { from: sources.${name("web", 0)}, to: lake.${name("zone", 0)} }
access:
  ${name("group", 0)}: { members: [sso:Analysts], read: [lake], description: "“Führung” – ${"d".repeat(180)}" }
alerts: { email: [oncall@shop.example], freshness: { lake.${name("zone", 0)}.${name("drop", 0)}: 7 days } }
`;

function name(kind: string, index: number): string {
  return `${`${kind}-with-a-name-of-forty-letters-and-digits`.slice(0, 37)}-${String(index).padStart(2, "0")}`.replaceAll("_", "-");
}

function numbers<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const plannedTypes = (plans: readonly Plan[]): ReadonlySet<string> =>
  new Set(plans.flatMap(({ resources }) => resources.map(({ type }) => type)));

describe("what the providers refuse", () => {
  test.each(exampleEnvironments)("is not in the plan of $example in $environment", async (example) => {
    const { resources } = await examplePlan(example);
    expect(brokenShapes(resources)).toEqual([]);
    expect(resources.filter(({ inputs }) => !tagsAreTaken(inputs)).map(({ name: resource }) => resource)).toEqual([]);
  });

  test("is not in the plan of the longest names and lists", async () => {
    const { resources } = await planStack(specInput(extremes), "production-1");
    expect(brokenShapes(resources)).toEqual([]);
    expect(resources.filter(({ inputs }) => !tagsAreTaken(inputs)).map(({ name: resource }) => resource)).toEqual([]);
    expect(resources.filter(({ type }) => type === "aws:cloudwatch/eventRule:EventRule").length).toBeGreaterThan(15);
  });

  test("is asked of types that the plans have", async () => {
    const plans: Plan[] = [];
    for (const example of exampleEnvironments) plans.push(await examplePlan(example));
    const planned = plannedTypes(plans);
    expect(providerShapes.map(({ type }) => type).filter((type) => !planned.has(type) && type !== "aws:iam/policy:Policy")).toEqual([]);
  });

  test.each(providerShapes)("$type: $says", ({ type, says, wrong }) => {
    expect(brokenShapes([{ type, name: "wrong", inputs: wrong as never }])).toContain(`${type} wrong: ${says}`);
  });

  test.each([{ empty: "" }, { long: "v".repeat(257) }, { "a!": "v" }, Object.fromEntries(numbers(51, (index) => [`t${index}`, "v"]))])(
    "no service takes all of these tags: %o",
    (tags) => {
      expect(tagsAreTaken({ tags })).toBe(false);
    },
  );
});
