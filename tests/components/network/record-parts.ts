import * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../../../compiler/model/graph";
import { provisionNetwork } from "../../../stacks/provision/network";
import { provisionWarehouse } from "../../../stacks/provision/warehouse";
import { recordComponents } from "../record-components";

export interface RecordedPart {
  readonly name: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Logical names. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** Logical name. */
  readonly deletedWith: string;
}

type RecordedResource = Pick<RecordedPart, "name" | "type" | "inputs" | "dependencies">;

interface Request {
  getName(): string;
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
  getIgnorechangesList(): string[];
  getDeletedwith(): string;
}

type Register = (request: Request, callback: unknown) => void;

/** Registers the network and the warehouse of a graph as a plan does; by logical name, with the options that a plan does not show. */
export async function recordParts(graph: StackGraph): Promise<ReadonlyMap<string, RecordedPart>> {
  const options = new Map<string, Pick<RecordedPart, "protect" | "retainOnDelete" | "ignoreChanges" | "deletedWith">>();
  const plan = await recordComponents(graph.identity, (componentOptions) => {
    watch(options);
    const provisioning = { graph, context: graph.identity, options: componentOptions };
    const foundation = { kmsKeyArn: pulumi.output("<shop-dev-key.arn>") };
    provisionWarehouse(provisioning, foundation, provisionNetwork(provisioning, foundation));
  });
  const resources: readonly RecordedResource[] = plan.resources;
  return new Map(
    resources.map(({ name, type, inputs, dependencies }) => [
      type.startsWith("datastack:") ? `${type} ${name}` : name,
      {
        name,
        type,
        inputs,
        dependencies: dependencies.map(logicalName),
        ...(options.get(name) ?? { protect: false, retainOnDelete: false, ignoreChanges: [], deletedWith: "" }),
      },
    ]),
  );
}

function watch(options: Map<string, Pick<RecordedPart, "protect" | "retainOnDelete" | "ignoreChanges" | "deletedWith">>): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    options.set(request.getName(), {
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      deletedWith: logicalName(request.getDeletedwith()),
    });
    register(request, callback);
  };
}

function logicalName(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
