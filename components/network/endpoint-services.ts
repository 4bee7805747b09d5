/** What the jobs in a network do, as far as it decides which services of AWS they call from there. */
export interface NetworkNeeds {
  /** Whether any job runs in the network. */
  readonly jobs: boolean;
  /** Whether any of them is a Spark job. */
  readonly sparkJobs: boolean;
  /** Whether any of them reads a secret. */
  readonly secrets: boolean;
}

/** A service that is reached through an interface endpoint: the last part of `com.amazonaws.<region>.<service>`. */
export type EndpointService = (typeof endpointServiceNames)[number];

const endpointServiceNames = ["glue", "kms", "logs", "monitoring", "secretsmanager"] as const;

/** @throws Error - For a service that no job calls. */
export function endpointService(name: string): EndpointService {
  const service = endpointServiceNames.find((candidate) => candidate === name);
  if (service === undefined) throw new Error(`No job calls ${name}: the services are ${endpointServiceNames.join(", ")}.`);
  return service;
}

/**
 * The interface endpoints that jobs in a network without internet need; each costs about 7 USD a month and zone, so there is none that nobody calls:
 *
 * - `logs`: every job writes its log from its own network interface.
 * - `monitoring`: Spark jobs send their metrics from there; Python shell jobs have none.
 * - `glue`: Spark jobs make and change tables of the catalog; Python shell jobs work on databases.
 * - `secretsmanager`: for jobs that log in with a secret; those that log in with IAM sign their tokens themselves.
 * - `kms`: every job has a security configuration, with which Glue asks for a route there, or else the job may end in a `kms timeout` (AWS Glue Developer
 *   Guide, "Creating a route to AWS KMS for VPC jobs and crawlers").
 *
 * And why the others are missing: S3 has a gateway endpoint, which is free; Glue brings the role's credentials, so no job calls `sts`; `athena` and `rds`
 * are called by state machines, outside of the network.
 */
export function endpointServices(needs: NetworkNeeds): readonly EndpointService[] {
  if (!needs.jobs) return [];
  return [
    ...(needs.sparkJobs ? (["glue"] as const) : []),
    "kms",
    "logs",
    ...(needs.sparkJobs ? (["monitoring"] as const) : []),
    ...(needs.secrets ? (["secretsmanager"] as const) : []),
  ];
}
