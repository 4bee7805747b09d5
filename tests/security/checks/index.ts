import type { SecurityCheck } from "./check";
import { identityChecks } from "./identity-checks";
import { networkChecks } from "./network-checks";
import { serviceChecks } from "./service-checks";
import { storageChecks } from "./storage-checks";

export { findings, type SecurityCheck } from "./check";

/** Every check that applies to what the stacks are made of. */
export const securityChecks: readonly SecurityCheck[] = [...storageChecks, ...identityChecks, ...serviceChecks, ...networkChecks];

/** Checks that the generated stacks do not pass, each with the reason: a decision of the user's, or of the account's owner. */
export const checksOutOfReach: Readonly<Record<string, string>> = {
  "S3.7 CKV_AWS_144": "Replication to another region is a decision of the user's that the language does not have yet.",
  "S3.11 CKV2_AWS_62": "Buckets send events only where a run waits for them.",
  "S3.15 CKV_AWS_143": "Object lock would keep a lake from deleting what the spec says is to be deleted.",
  CKV_AWS_94: "The encryption of the Glue catalog is one setting of the account and region, which no stack may own.",
  "CKV2_AWS_57 SecretsManager.1": "Secrets of sources belong to others; the warehouse's own is rotated by RDS.",
  "CloudTrail.1 GuardDuty.1 Config.1 Macie.1": "Services of the account, which no stack may own.",
};
