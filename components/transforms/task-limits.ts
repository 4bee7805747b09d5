import type { Retrier } from "./asl";

/** How long tasks may take and what is tried again; a task without a limit waits for a year. */

/** Of a whole execution: the longest run, and the wait for the one before it. */
export const runTimeoutSeconds = 24 * 3600;

/** Of a call that answers at once. */
export const callTimeoutSeconds = 60;

/**
 * Of a query: 30 minutes by default, at most 240 when the account's quota is raised, and time in the queue before (Amazon Athena User Guide,
 * "Service Quotas"). Athena itself ends a query that takes too long, and says so better.
 */
export const queryTimeoutSeconds = 255 * 60;

/** Of a job, beyond the limit that the job has itself: Glue ends it first, and says so better. */
export const jobGraceSeconds = 30 * 60;

/** A call that changes nothing, or the same however often it is sent. */
export const retryCall: readonly Retrier[] = [
  { ErrorEquals: ["States.ALL"], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, MaxDelaySeconds: 60, JitterStrategy: "FULL" },
];

/** The errors of a Glue catalog call for what does not exist, and for what exists already. */
export const notFound = "Glue.EntityNotFoundException";
export const alreadyThere = "Glue.AlreadyExistsException";

/** As `retryCall`, where these errors are answers. */
export const retryCatalogCall: readonly Retrier[] = [{ ErrorEquals: [notFound, alreadyThere], MaxAttempts: 0 }, ...retryCall];

/**
 * The start of a query that Athena did not take. A query that failed is not sent again: what it left in its folder makes the second one fail with
 * another reason (Amazon Athena User Guide, "Considerations and limitations for CTAS queries").
 */
export const retryQueryStart: readonly Retrier[] = [
  {
    ErrorEquals: ["Athena.InternalServerException", "Athena.TooManyRequestsException"],
    IntervalSeconds: 20,
    MaxAttempts: 10,
    BackoffRate: 1.5,
    MaxDelaySeconds: 180,
    JitterStrategy: "FULL",
  },
];

/** The start of a job that Glue did not take: a job that failed has said why, and what it did is taken up by the next run. */
export const retryJobStart: readonly Retrier[] = [
  {
    ErrorEquals: ["Glue.ConcurrentRunsExceededException", "Glue.ResourceNumberLimitExceededException"],
    IntervalSeconds: 60,
    MaxAttempts: 20,
    BackoffRate: 1.2,
    MaxDelaySeconds: 300,
  },
  {
    ErrorEquals: ["Glue.InternalServiceException", "Glue.OperationTimeoutException", "Glue.ThrottlingException"],
    IntervalSeconds: 5,
    MaxAttempts: 6,
    BackoffRate: 2,
    JitterStrategy: "FULL",
  },
];
