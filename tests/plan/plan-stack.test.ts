import { describe, expect, test } from "vitest";
import { parseDocument, visit, YAMLMap } from "yaml";
import { SourceFile } from "../../compiler";
import { planStack, type Plan, type PlannedResource } from "../../plan";
import { exampleInput, withoutPlaces } from "../harness/examples";
import { examplePlan } from "../security/example-plans";

function byUrn(plan: Plan): ReadonlyMap<string, PlannedResource> {
  return new Map(plan.resources.map((resource) => [resource.urn, resource]));
}

describe("the plan of the north star", () => {
  test("has every URN once, sorted, and every parent, provider and dependency among its resources", async () => {
    const plan = await examplePlan({ example: "shop", environment: "dev" });
    const urns = plan.resources.map((resource) => resource.urn);
    expect(urns).toEqual([...new Set(urns)].sort());
    const known = byUrn(plan);
    const referred = plan.resources.flatMap((resource) => [
      ...resource.dependencies,
      ...Object.values(resource.propertyDependencies).flat(),
      ...(resource.parent === "" ? [] : [resource.parent]),
      ...(resource.provider === "" ? [] : [resource.provider]),
    ]);
    expect(referred.filter((urn) => !known.has(urn))).toEqual([]);
  });

  test("names the line of the spec for every resource", async () => {
    const plan = await examplePlan({ example: "shop", environment: "dev" });
    expect(plan.resources.filter((resource) => resource.source.file !== "shop.yaml" || resource.source.line < 1)).toEqual([]);
    expect(
      plan.resources.find((resource) => resource.type === "aws:s3/bucket:Bucket" && resource.name === "lake-raw")?.source,
    ).toMatchObject({
      file: "shop.yaml",
      pointer: "/lake/zones/raw",
    });
  });

  test("is the same, but for places, when keys are in another order and comments are gone", async () => {
    const { file, files } = exampleInput("shop");
    const document = parseDocument(file.text);
    visit(document, {
      Map: (_, map) => {
        if (map instanceof YAMLMap) map.items.reverse();
      },
    });
    document.comment = null;
    document.commentBefore = null;
    const reordered = new SourceFile(file.path, JSON.stringify(document.toJS(), undefined, 1));
    const [original, shuffled] = [await planStack({ file, files }, "dev"), await planStack({ file: reordered, files }, "dev")];
    expect(withoutPlaces(shuffled)).toEqual(withoutPlaces(original));
  });

  test("differs between dev and prod exactly by account, capacity and protection", async () => {
    const dev = await examplePlan({ example: "shop", environment: "dev" });
    const prod = await examplePlan({ example: "shop", environment: "prod" });
    const alike = (plan: Plan): unknown =>
      JSON.parse(
        JSON.stringify(withoutPlaces(plan))
          .replaceAll("222222222222", "111111111111")
          .replaceAll("shop-prod", "shop-dev")
          .replaceAll("shop_prod", "shop_dev")
          // A state machine's comment, and a dimension of metrics inside its text.
          .replaceAll("of shop in prod", "of shop in dev")
          .replace(/(\\"Environment\\",\\"Value\\":\\")prod/g, "$1dev"),
      );
    const differences = differingPaths(alike(dev), alike(prod), "").map((path) => path.replace(/^.*::/, ""));
    // The name of the environment: a tag of everything, a dimension of metrics and of alarms, and what follows from it.
    const named = /^\/environment$|\/tags\/datastack:environment$|\/dimensions\/Environment$|\/triggers\/definition$/;
    const [names, others] = [differences.filter((path) => named.test(path)), differences.filter((path) => !named.test(path))];
    expect(names).not.toEqual([]);
    expect(others.filter((path) => !/\/(protect|retainOnDelete)$/.test(path)).sort()).toEqual([
      "warehouse/inputs/backupRetentionPeriod",
      "warehouse/inputs/deleteAutomatedBackups",
      "warehouse/inputs/deletionProtection",
      "warehouse/inputs/finalSnapshotIdentifier",
      "warehouse/inputs/serverlessv2ScalingConfiguration/maxCapacity",
      "warehouse/inputs/serverlessv2ScalingConfiguration/minCapacity",
      "warehouse/inputs/serverlessv2ScalingConfiguration/secondsUntilAutoPause",
      "warehouse/inputs/skipFinalSnapshot",
    ]);
    expect(others.filter((path) => path.endsWith("/protect")).sort()).toEqual(
      [
        ...["access-logs", "jobs", "key", "lake-curated", "lake-curated-database", "lake-raw", "lake-raw-database", "ingest-events-table"],
        ...["network", "network-subnet-eu-west-1a", "network-subnet-eu-west-1b"],
        ...["warehouse", "warehouse-database-schema-marts", "warehouse-writer"],
      ]
        .map((name) => `${name}/protect`)
        .sort(),
    );
  });
});

/** Paths at which two values differ; resources by their URN. */
function differingPaths(one: unknown, other: unknown, path: string): readonly string[] {
  if (one === other) return [];
  if (Array.isArray(one) && Array.isArray(other)) {
    const key = (value: unknown, index: number): string => (value as PlannedResource | undefined)?.urn ?? String(index);
    const others = new Map(other.map((value, index) => [key(value, index), value as unknown]));
    const keys = new Set([...one.map(key), ...others.keys()]);
    const ones = new Map(one.map((value, index) => [key(value, index), value as unknown]));
    return [...keys].flatMap((name) => differingPaths(ones.get(name), others.get(name), `${path}/${name}`));
  }
  if (typeof one === "object" && typeof other === "object" && one !== null && other !== null) {
    const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => differingPaths(a[name], b[name], `${path}/${name}`));
  }
  return [path];
}
