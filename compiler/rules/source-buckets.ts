import { quote } from "../diagnostics/quote";
import { entriesByName } from "../link/link-context";
import { bucketName, localEnvironment, ownBuckets } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A source of files is a bucket that S3 can have, and none of the stack's own. */
export const sourceBucketsArePossible: Rule = ({ lake, identity }, context) => {
  const own = new Map([
    ...(lake?.zones ?? []).map(({ name, bucket }) => [bucket, `is the bucket of lake.${name}: read the zone with a transform`] as const),
    ...ownBuckets.map(
      (name) => [bucketName(identity, name), "is a bucket of the stack's own: name the bucket that files come from"] as const,
    ),
  ]);
  for (const [name, source] of entriesByName(context.spec.sources)) {
    if (source.type !== "s3" || identity.environment === localEnvironment) continue;
    const problem = bucketProblem(source.bucket) ?? own.get(source.bucket);
    if (problem === undefined) continue;
    context.report({
      code: "invalid-value",
      pointer: pointerTo("sources", name, "bucket"),
      message: `${quote(source.bucket)} ${problem}.`,
    });
  }
};

/** Amazon S3 User Guide, "General purpose bucket naming rules". */
function bucketProblem(bucket: string): string | undefined {
  if (bucket.includes("..")) return "is no bucket: the name of a bucket has no two dots in a row";
  if (/^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(bucket)) return "is no bucket: the name of a bucket is no IP address";
  if (bucket.endsWith("-s3alias")) return "is the alias of an access point: write the name of its bucket";
  return /^(xn--|sthree-)/.test(bucket) ? "is no bucket: S3 keeps the beginning of this name for itself" : undefined;
}
