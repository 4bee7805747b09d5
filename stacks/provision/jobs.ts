import type * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../../compiler/model/graph";
import { bucketName, stackPrefix } from "../../compiler/model/names";
import type { JobNetwork } from "../../components/jobs/glue-job";
import { JobRuntime } from "../../components/jobs/job-runtime";
import type { Foundation } from "./foundation";
import type { Provisioning } from "./stack-parts";

/** What every job needs. */
export interface JobsParts {
  readonly runtime: JobRuntime;
  /** Where jobs run that reach a database; undefined when none does. */
  readonly network?: JobNetwork;
  /** What has to exist before a job can reach a database. */
  readonly networkReady: readonly pulumi.Resource[];
}

/** What the jobs share: their programs and how Glue encrypts what it writes; undefined when the stack has no job. */
export function provisionJobs(
  { graph, context, options }: Provisioning,
  foundation: Foundation,
  network: { readonly jobs?: JobNetwork; readonly ready: readonly pulumi.Resource[] } | undefined,
): JobsParts | undefined {
  if (foundation.jobsBucket === undefined) return undefined;
  const runtime = new JobRuntime(
    "job-runtime",
    {
      context,
      source: "",
      bucketName: bucketName(graph.identity, "jobs"),
      kmsKeyArn: foundation.kmsKeyArn,
      scripts: [...scriptsOf(graph)],
      securityConfigurationName: stackPrefix(graph.identity),
      encryptLake: graph.lake?.encryption !== "s3",
    },
    { ...options, dependsOn: [...foundation.jobsBucket.ready] },
  );
  return { runtime, ...(network?.jobs === undefined ? {} : { network: network.jobs }), networkReady: network?.ready ?? [] };
}

/** Base names of the scripts that the jobs of the stack run. */
export function scriptsOf(graph: StackGraph): readonly string[] {
  const scripts = new Set<string>();
  for (const ingestion of graph.ingestions) {
    if (ingestion.kind !== "stream") scripts.add(ingestionScript(ingestion.kind, ingestion.target.store));
  }
  if (graph.loads.length > 0) scripts.add("load_warehouse");
  if (graph.transforms.some((transform) => transform.target.store === "warehouse")) scripts.add("run_warehouse_statements");
  return [...scripts].sort();
}

function ingestionScript(kind: "database" | "files", store: "lake" | "warehouse"): string {
  return `ingest_${kind}_to_${store}`;
}
