import type * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../../compiler/model/graph";
import type { StackContext } from "../../components/shared/context";

/** What every provisioning function starts from. */
export interface Provisioning {
  readonly graph: StackGraph;
  readonly context: StackContext;
  /** Options of the components at the top: the provider that their children inherit. */
  readonly options: pulumi.ComponentResourceOptions;
}
