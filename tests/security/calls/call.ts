import type { StackGraph } from "../../../compiler";
import { bucketName, stackPrefix } from "../../../compiler/model/names";
import { bucketArn, catalogArn, catalogDatabaseArn, catalogTableArn, dataCatalogArn, workgroupArn } from "../../../components/shared/arns";
import type { ContextValues } from "../../harness/iam";
import { matchesGlob, parseGlob } from "../../harness/iam/glob";

/** One call of an API, as IAM sees it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: ContextValues;
}

/** All calls that one role makes at run time. */
export interface RoleCalls {
  /** Physical name of the role. */
  readonly role: string;
  readonly calls: readonly Call[];
  /** What the role holds on purpose beyond these examples: whole zones, whole folders. */
  readonly wholes?: readonly Whole[];
}

/** Actions on everything below a name. */
export interface Whole {
  readonly actions: readonly string[];
  /** Pattern of ARNs, as in a policy. */
  readonly resource: string;
}

/** Whether a call is an example of something that a role holds as a whole. */
export function isPartOf({ action, resource }: Call, { actions, resource: pattern }: Whole): boolean {
  return actions.includes(action) && matchesGlob(parseGlob(pattern), resource);
}

/** The same action on several resources, or several on one. */
export function call(actions: string | readonly string[], resources: string | readonly string[], context?: ContextValues): readonly Call[] {
  return [actions]
    .flat()
    .flatMap((action) => [resources].flat().map((resource) => ({ action, resource, ...(context === undefined ? {} : { context }) })));
}

/** A table of the lake. */
export interface LakeTable {
  readonly zone: string;
  readonly table: string;
}

/** A table that people make in a zone, and no part of the stack knows. */
export const tableMadeByHand = "made_by_hand";

/** The calls that roles of one stack make, by what they touch. */
export class StackCalls {
  /** As a plan shows it. */
  readonly keyArn: string;

  constructor(readonly graph: StackGraph) {
    this.keyArn = `<${stackPrefix(graph.identity)}-key.arn>`;
  }

  bucket(thing: "jobs" | "query-results" | "access-logs"): string {
    return bucketName(this.graph.identity, thing);
  }

  zone(name: string): { readonly bucket: string; readonly database: string; readonly format: "parquet" | "iceberg" } {
    const zone = this.graph.lake?.zones.find((candidate) => candidate.name === name);
    if (zone === undefined) throw new Error(`There is no zone ${name}.`);
    return zone;
  }

  /** Tables that the stack makes in a zone. */
  tablesOf(zone: string): readonly LakeTable[] {
    return this.graph.datasets
      .filter(({ container }) => container.store === "lake" && container.name === zone)
      .map(({ table }) => ({ zone, table }));
  }

  /** The lake table of a dataset, if it is one. */
  lakeTable(dataset: string): LakeTable | undefined {
    const found = this.graph.datasets.find(({ id }) => id === dataset);
    return found?.container.store === "lake" ? { zone: found.container.name, table: found.table } : undefined;
  }

  object(bucket: string, key: string): string {
    return `${bucketArn(this.graph.identity, bucket)}/${key}`;
  }

  /** A file of a table. */
  file({ zone, table }: LakeTable): string {
    return this.object(this.zone(zone).bucket, `${table}/part-0.parquet`);
  }

  list(bucket: string, prefix?: string): readonly Call[] {
    return call("s3:ListBucket", bucketArn(this.graph.identity, bucket), prefix === undefined ? undefined : { "s3:prefix": prefix });
  }

  /** What S3 does with the key for an object of a bucket. */
  key(bucket: string, use: "read" | "write"): readonly Call[] {
    const { region } = this.graph.identity;
    return call(use === "read" ? "kms:Decrypt" : ["kms:Decrypt", "kms:GenerateDataKey"], this.keyArn, {
      "kms:ViaService": `s3.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": bucketArn(this.graph.identity, bucket),
    });
  }

  /** As `key`, for a zone: nothing where keys that S3 manages encrypt it. */
  zoneKey(zone: string, use: "read" | "write"): readonly Call[] {
    return this.graph.lake?.encryption === "kms" ? this.key(this.zone(zone).bucket, use) : [];
  }

  /** A call of the catalog on a table asks for the catalog and the database too. */
  catalog(actions: string | readonly string[], { zone, table }: LakeTable): readonly Call[] {
    const { identity } = this.graph;
    const { database } = this.zone(zone);
    return call(actions, [catalogArn(identity), catalogDatabaseArn(identity, database), catalogTableArn(identity, database, table)]);
  }

  catalogDatabase(actions: string | readonly string[], zone: string): readonly Call[] {
    return call(actions, [catalogArn(this.graph.identity), catalogDatabaseArn(this.graph.identity, this.zone(zone).database)]);
  }

  readTables(tables: readonly LakeTable[]): readonly Call[] {
    return tables.flatMap((table) => [
      ...this.catalog(["glue:BatchGetPartition", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable"], table),
      ...this.list(this.zone(table.zone).bucket, `${table.table}/`),
      ...call("s3:GetObject", this.file(table)),
      ...this.zoneKey(table.zone, "read"),
      ...this.catalogDatabase("glue:GetDatabase", table.zone),
      ...call("s3:GetBucketLocation", bucketArn(this.graph.identity, this.zone(table.zone).bucket)),
    ]);
  }

  /** Files of a table, written in one or many parts. */
  writeFiles(tables: readonly LakeTable[]): readonly Call[] {
    return tables.flatMap((table) => [
      ...call(["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"], this.file(table)),
      ...this.zoneKey(table.zone, "write"),
    ]);
  }

  /** What Athena does for a query whose result goes to a workgroup's folder. */
  queryResults(workgroup: string): readonly Call[] {
    const bucket = this.bucket("query-results");
    const result = this.object(bucket, `${workgroup}/0123.csv`);
    return [
      ...call("s3:GetBucketLocation", bucketArn(this.graph.identity, bucket)),
      ...this.list(bucket, `${workgroup}/`),
      ...call(["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"], result),
      ...this.key(bucket, "write"),
      ...call("glue:GetDatabase", [catalogArn(this.graph.identity), catalogDatabaseArn(this.graph.identity, "default")]),
    ];
  }

  workgroup(actions: string | readonly string[], workgroup: string): readonly Call[] {
    return call(actions, workgroupArn(this.graph.identity, workgroup));
  }

  athenaCatalog(actions: string | readonly string[]): readonly Call[] {
    return call(actions, dataCatalogArn(this.graph.identity));
  }
}

/** What tells two calls apart. */
export function callKey({ action, resource, context = {} }: Call): string {
  return JSON.stringify([action, resource, Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
