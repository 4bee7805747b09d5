import { describe, expect, test } from "vitest";
import {
  deleteObjects,
  listPrefixes,
  locateBuckets,
  probeBucket,
  readObjects,
  useKeyForBuckets,
  writeObjects,
} from "../../../components/shared/s3-statements";
import { policyDocument, type PolicyStatement } from "../../../components/shared/policy-document";
import { bucket, key, planOf, resource, role, account, root } from "../../harness/iam-fixtures";
import { simulate, type ContextValues } from "../../harness/iam";
import { context } from "./fixtures";

const zone = "shop-dev-raw-111111111111-eu-west-1";
const arn = `arn:aws:s3:::${zone}`;

function decide(statements: readonly PolicyStatement[], action: string, target: string, values: ContextValues = {}): string {
  const inline = resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "job", policy: policyDocument(statements) });
  const account = { Effect: "Allow", Principal: { AWS: root }, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*" };
  const plan = planOf(role("job"), inline, ...bucket(zone), key("key", { Sid: "Account", ...account }));
  return simulate(plan, { principal: "job", action, resource: target, context: values }).decision;
}

describe("objects", () => {
  const read = readObjects(context, { bucket: zone, prefixes: ["orders/"] });

  test("reads below the prefix and nowhere else", () => {
    expect(decide(read, "s3:GetObject", `${arn}/orders/a`)).toBe("allowed");
    expect(decide(read, "s3:GetObject", `${arn}/orders_2/a`)).toBe("implicitDeny");
    expect(decide(read, "s3:GetObjectVersion", `${arn}/orders/a`)).toBe("implicitDeny");
    expect(decide(read, "s3:PutObject", `${arn}/orders/a`)).toBe("implicitDeny");
  });

  test("writing does not delete, and deleting does not write", () => {
    const write = writeObjects(context, { bucket: zone, prefixes: ["orders/"] });
    const remove = deleteObjects(context, { bucket: zone, prefixes: ["orders/"] });
    expect(decide(write, "s3:DeleteObject", `${arn}/orders/a`)).toBe("implicitDeny");
    expect(decide(remove, "s3:PutObject", `${arn}/orders/a`)).toBe("implicitDeny");
    expect(decide(remove, "s3:DeleteObjectVersion", `${arn}/orders/a`)).toBe("implicitDeny");
  });

  test("no prefix means the bucket, no prefixes mean nothing", () => {
    expect(decide(readObjects(context, { bucket: zone }), "s3:GetObject", `${arn}/any`)).toBe("allowed");
    expect(readObjects(context, { bucket: zone, prefixes: [] })).toEqual([]);
    expect(listPrefixes(context, { bucket: zone, prefixes: [] })).toEqual([]);
  });

  test("wildcards and variables inside a prefix stand for themselves", () => {
    const odd = readObjects(context, { bucket: zone, prefixes: ["a*/", "b?/", "${aws:username}/"] });
    expect(decide(odd, "s3:GetObject", `${arn}/a*/x`)).toBe("allowed");
    expect(decide(odd, "s3:GetObject", `${arn}/ab/x`)).toBe("implicitDeny");
    expect(decide(odd, "s3:GetObject", `${arn}/bc/x`)).toBe("implicitDeny");
    expect(decide(odd, "s3:GetObject", `${arn}/job/x`, { "aws:username": "job" })).toBe("implicitDeny");
  });

  test("statements are named after the zone, and after the whole bucket when it is another's", () => {
    expect(read[0]?.Sid).toBe("ReadRaw");
    expect(readObjects(context, { bucket: "partner-drop" })[0]?.Sid).toBe("ReadPartnerDrop");
  });
});

describe("lists", () => {
  test("need a prefix among the allowed ones", () => {
    const list = listPrefixes(context, { bucket: zone, prefixes: ["orders/"] });
    expect(decide(list, "s3:ListBucket", arn, { "s3:prefix": "orders/" })).toBe("allowed");
    expect(decide(list, "s3:ListBucket", arn, { "s3:prefix": "orders/load_date=2026-01-01/" })).toBe("allowed");
    expect(decide(list, "s3:ListBucket", arn, { "s3:prefix": "orders_2/" })).toBe("implicitDeny");
    expect(decide(list, "s3:ListBucket", arn)).toBe("implicitDeny");
  });

  test("a probe has no prefix", () => {
    const probe = probeBucket(context, zone);
    expect(decide(probe, "s3:ListBucket", arn)).toBe("allowed");
    expect(decide(probe, "s3:ListBucket", arn, { "s3:prefix": "orders/" })).toBe("implicitDeny");
    expect(decide(locateBuckets(context, [zone]), "s3:GetBucketLocation", arn)).toBe("allowed");
  });
});

describe("the key", () => {
  const viaS3 = { "kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:EncryptionContext:aws:s3:arn": arn };
  const keyArn = "<shop-dev-key.arn>";

  test("is used through S3, for the bucket or its objects only", () => {
    const use = useKeyForBuckets(context, keyArn, [zone], "read");
    expect(decide(use, "kms:Decrypt", keyArn, viaS3)).toBe("allowed");
    expect(decide(use, "kms:Decrypt", keyArn, { ...viaS3, "kms:EncryptionContext:aws:s3:arn": `${arn}/orders/a` })).toBe("allowed");
    expect(decide(use, "kms:Decrypt", keyArn, { ...viaS3, "kms:EncryptionContext:aws:s3:arn": `${arn}-2` })).toBe("implicitDeny");
    expect(decide(use, "kms:Decrypt", keyArn, { ...viaS3, "kms:ViaService": "sqs.eu-west-1.amazonaws.com" })).toBe("implicitDeny");
    expect(decide(use, "kms:Decrypt", keyArn)).toBe("implicitDeny");
    expect(decide(use, "kms:GenerateDataKey", keyArn, viaS3)).toBe("implicitDeny");
  });

  test("writing makes data keys, and no bucket makes no statement", () => {
    expect(decide(useKeyForBuckets(context, keyArn, [zone], "write"), "kms:GenerateDataKey", keyArn, viaS3)).toBe("allowed");
    expect(useKeyForBuckets(context, keyArn, [], "write")).toEqual([]);
    expect(account).toBe(context.account);
  });
});
