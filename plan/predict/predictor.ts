import type { Identity } from "../../compiler/model/graph";
import { stackPrefix } from "../../compiler/model/names";

/** A resource that does not exist yet, as its provider would be asked to make it. */
export interface PlannedInputs {
  /** Logical name. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly identity: Identity;
}

/** What a provider would answer, as far as names decide it; placeholders otherwise. */
export type Predictor = (resource: PlannedInputs) => Prediction;

export interface Prediction {
  readonly id: string;
  /** Outputs beside the inputs; only those that some component reads. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** `<shop-dev-warehouse.endpoint>`: stands for a value that only the cloud decides. */
export function placeholder({ identity, name }: PlannedInputs, output: string): string {
  return `<${stackPrefix(identity)}-${name}.${output}>`;
}

/** A resource whose id is the value of one of its inputs. */
export function identifiedBy(input: string): Predictor {
  return ({ inputs }) => ({ id: String(inputs[input]) });
}

/** A resource of the region whose ARN follows from its name: `arn:…:<service>:<region>:<account>:<resource prefix><name>`. */
export function namedArn(service: string, resourcePrefix: string, id: "name" | "arn" = "name"): Predictor {
  return ({ inputs, identity }) => {
    const arn = `arn:${identity.partition}:${service}:${identity.region}:${identity.account}:${resourcePrefix}${String(inputs["name"])}`;
    return { id: id === "arn" ? arn : String(inputs["name"]), outputs: { arn } };
  };
}

/** A resource that only the cloud names: placeholders for its id and these outputs. */
export function unnamed(...outputs: readonly string[]): Predictor {
  return (resource) => ({
    id: placeholder(resource, "id"),
    outputs: Object.fromEntries(outputs.map((output) => [output, placeholder(resource, output)])),
  });
}
