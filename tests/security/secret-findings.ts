import type { Plan, PlanValue } from "../../plan";

/** Inputs that hold a secret's text by their name. */
const secretInput = /^(master)?(password|passwd|secretString|secretBinary|secretAccessKey|token|privateKey|apiKey|connectionString)(Wo)?$/i;

/** Texts that look like a secret wherever they stand: keys of AWS, private keys, and passwords inside of URLs. */
const secretText = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|:\/\/[^/\s:@]+:[^/\s:@]+@/;

/** Secrets that a plan shows in the clear. */
export function secretFindings(plan: Plan): readonly string[] {
  return [...plan.resources.flatMap(({ urn, inputs }) => secretsWithin(inputs, urn)), ...secretsWithin(plan.outputs, "outputs")];
}

function secretsWithin(value: PlanValue, path: string): readonly string[] {
  if (typeof value === "string") return secretText.test(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as Readonly<Record<string, PlanValue>>).flatMap(([key, item]) => {
    const isShown = secretInput.test(key) && typeof item === "string";
    return [...(isShown ? [`${path}.${key}`] : []), ...secretsWithin(item, `${path}.${key}`)];
  });
}
