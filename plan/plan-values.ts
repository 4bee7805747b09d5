import { createHash } from "node:crypto";
import type { PlanValue } from "./plan";

/** Signatures by which the Pulumi SDK marks special objects on the wire (pulumi/pulumi, sdk/nodejs/runtime/rpc.ts). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** An output that no predictor knows reached a resource's inputs: a gap in `plan/predict/`. */
export class UnpredictedOutputError extends Error {
  constructor(resource: string, path: string) {
    super(`The plan cannot predict the value of ${path} of ${resource}: an output without an entry in plan/predict/.`);
    this.name = "UnpredictedOutputError";
  }
}

/**
 * Turns a value as the SDK sends it into a value of a plan: keys sorted, secrets hidden, assets as their hash.
 *
 * @throws UnpredictedOutputError - When the value is, or holds, one that the SDK does not know.
 */
export function planValue(value: unknown, resource: string, path: string): PlanValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") {
    if (value.includes(unknownValue)) throw new UnpredictedOutputError(resource, path);
    return value;
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item, index) => planValue(item, resource, `${path}[${index}]`));
  const object = value as Record<string, unknown>;
  switch (object[signatureKey]) {
    case secretSignature:
      return { secret: true };
    case assetSignature:
      return { asset: { sha256: createHash("sha256").update(String(object["text"])).digest("hex") } };
    case resourceSignature:
      return String(object["id"] ?? object["urn"]);
  }
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .filter((key) => object[key] !== undefined)
      .map((key) => [key, planValue(object[key], resource, path === "" ? key : `${path}.${key}`)]),
  );
}
