import { ServiceError, type Clock, type TaskCall } from "./interpreter";

/** A catalog, a bucket, queries and jobs in memory: as much of them as the runs use. */

export interface FakeTable {
  readonly TableType: string;
  readonly Parameters: Readonly<Record<string, string>>;
  readonly StorageDescriptor: { readonly Location?: string; readonly Columns: readonly unknown[] };
  readonly [field: string]: unknown;
}

const columns = [
  { Name: "day", Type: "date" },
  { Name: "old", Type: "string", Parameters: { "iceberg.field.current": "false" } },
  { Name: 'a"b', Type: "int" },
];

export class FakeServices {
  readonly tables = new Map<string, FakeTable>();
  /** `s3://bucket/key` → when it was written. */
  readonly objects = new Map<string, number>();
  readonly calls: TaskCall[] = [];
  readonly queries: string[] = [];
  readonly metrics: string[] = [];
  readonly jobs: { readonly name: string; readonly run: string; readonly config?: unknown }[] = [];
  failedChecks: readonly (readonly [string, string])[] = [];
  /** Errors by state, thrown once each. */
  readonly failOnce = new Map<string, ServiceError>();
  /** Running executions as the list shows them, newest first. */
  running: () => readonly { readonly ExecutionArn: string; readonly StartDate: string }[] = () => [];
  pageSize = 100;
  onJob: (call: TaskCall) => Promise<void> = () => Promise.resolve();
  filesPerTable = 2;
  /** How long a query that makes a table takes; its files are there from the beginning. */
  secondsToMake = 0;

  constructor(readonly clock: Clock) {}

  readonly handle = async (call: TaskCall): Promise<unknown> => {
    this.calls.push(call);
    const failure = this.failOnce.get(call.state);
    if (failure !== undefined) {
      this.failOnce.delete(call.state);
      throw failure;
    }
    const args = call.arguments;
    switch (call.resource) {
      case "aws-sdk:sfn:listExecutions":
        return this.listExecutions(args);
      case "aws-sdk:cloudwatch:putMetricData":
        for (const datum of args["MetricData"] as readonly {
          MetricName: string;
          Dimensions: readonly { Name: string; Value: string }[];
        }[]) {
          this.metrics.push(`${datum.MetricName} ${datum.Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(" ")}`);
        }
        return {};
      case "glue:startJobRun.sync": {
        const jobArguments = args["Arguments"] as Record<string, string>;
        const config = jobArguments["--datastack_config"];
        this.jobs.push({
          name: String(args["JobName"]),
          run: String(jobArguments["--datastack_run"]),
          ...(config === undefined ? {} : { config: JSON.parse(config) as unknown }),
        });
        await this.onJob(call);
        return { JobRunState: "SUCCEEDED" };
      }
      case "athena:startQueryExecution.sync":
        return this.query(String(args["QueryString"]));
      case "athena:getQueryResults":
        return {
          ResultSet: {
            Rows: [["name", "failures"], ...this.failedChecks].map((row) => ({ Data: row.map((value) => ({ VarCharValue: value })) })),
          },
        };
      case "aws-sdk:glue:getTable": {
        const table = this.tables.get(this.key(args));
        if (table === undefined) throw new ServiceError("Glue.EntityNotFoundException", "Entity Not Found");
        return {
          Table: {
            ...table,
            Name: args["Name"],
            DatabaseName: args["DatabaseName"],
            CatalogId: "111111111111",
            CreateTime: "2025-01-01T00:00:00Z",
            VersionId: "3",
          },
        };
      }
      case "aws-sdk:glue:deleteTable":
        if (!this.tables.delete(this.key(args))) throw new ServiceError("Glue.EntityNotFoundException", "Entity Not Found");
        return {};
      case "aws-sdk:glue:createTable":
      case "aws-sdk:glue:updateTable":
        return this.putTable(call);
      case "aws-sdk:glue:batchDeleteTable":
        for (const name of args["TablesToDelete"] as readonly string[]) this.tables.delete(`${String(args["DatabaseName"])}.${name}`);
        return { Errors: [] };
      case "aws-sdk:s3:listObjectsV2":
        return this.listObjects(args as { Bucket: string; Prefix: string; MaxKeys: number; StartAfter: string });
      case "aws-sdk:s3:deleteObjects": {
        for (const { Key } of (args["Delete"] as { Objects: readonly { Key: string }[] }).Objects)
          this.objects.delete(`s3://${String(args["Bucket"])}/${Key}`);
        return {};
      }
      default:
        throw new Error(`Nobody answers ${call.resource}.`);
    }
  };

  /** Folders below a table's folder that hold objects. */
  folders(bucket: string, table: string): readonly string[] {
    const prefix = `s3://${bucket}/${table}/`;
    return [
      ...new Set(
        [...this.objects.keys()].filter((uri) => uri.startsWith(prefix)).map((uri) => uri.slice(prefix.length).split("/")[0] ?? ""),
      ),
    ].sort();
  }

  private key(args: Record<string, unknown>): string {
    return `${String(args["DatabaseName"])}.${String(args["Name"])}`;
  }

  private putTable(call: TaskCall): unknown {
    const input = call.arguments["TableInput"] as FakeTable & { readonly Name: string };
    const key = `${String(call.arguments["DatabaseName"])}.${input.Name}`;
    for (const field of Object.keys(input)) {
      if (!tableInputFields.has(field)) throw new ServiceError("Glue.InvalidInputException", `TableInput has no ${field}`);
    }
    const exists = this.tables.has(key);
    if (call.resource.endsWith("createTable") && exists) throw new ServiceError("Glue.AlreadyExistsException", key);
    if (call.resource.endsWith("updateTable") && !exists) throw new ServiceError("Glue.EntityNotFoundException", key);
    this.tables.set(key, input);
    return {};
  }

  private async query(sql: string): Promise<unknown> {
    this.queries.push(sql);
    if (sql.includes("{run}")) throw new Error(`The token is still there: ${sql}`);
    const create = /^create table "([^"]+)"\."([^"]+)" with \(([\s\S]*?)\n\) as/.exec(sql);
    if (create !== null) await this.createTableAs(`${create[1] ?? ""}.${create[2] ?? ""}`, create[3] ?? "");
    const view = /^create or replace view "([^"]+)"\."([^"]+)"/.exec(sql);
    if (view !== null) {
      const key = `${view[1] ?? ""}.${view[2] ?? ""}`;
      const current = this.tables.get(key);
      if (current !== undefined && current.TableType !== "VIRTUAL_VIEW") throw queryFailed(sql, "TABLE_ALREADY_EXISTS");
      this.tables.set(key, {
        TableType: "VIRTUAL_VIEW",
        Parameters: { presto_view: "true" },
        StorageDescriptor: { Columns: columns, Location: "" },
      });
    }
    return { QueryExecution: { QueryExecutionId: `query-${this.queries.length}`, Query: sql } };
  }

  private async createTableAs(key: string, properties: string): Promise<void> {
    const location = /(?:external_location|location) = '([^']+)'/.exec(properties)?.[1] ?? "";
    if (this.tables.has(key)) throw queryFailed(key, "TABLE_ALREADY_EXISTS");
    if ([...this.objects.keys()].some((uri) => uri.startsWith(location))) throw queryFailed(key, "HIVE_PATH_ALREADY_EXISTS");
    for (let file = 0; file < this.filesPerTable; file += 1) this.objects.set(`${location}part-${file}.parquet`, this.clock.now);
    await this.clock.sleep(this.secondsToMake);
    if (this.tables.has(key)) throw queryFailed(key, "TABLE_ALREADY_EXISTS");
    const iceberg = properties.includes("ICEBERG");
    this.tables.set(key, {
      Owner: "hadoop",
      Retention: 0,
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [],
      Parameters: iceberg ? { table_type: "ICEBERG", metadata_location: `${location}metadata/0.json` } : { classification: "parquet" },
      StorageDescriptor: { Location: iceberg ? location.replace(/\/$/, "") : location, Columns: columns },
    });
  }

  private listObjects({
    Bucket,
    Prefix,
    MaxKeys,
    StartAfter,
  }: {
    Bucket: string;
    Prefix: string;
    MaxKeys: number;
    StartAfter: string;
  }): unknown {
    const keys = [...this.objects.keys()]
      .filter((uri) => uri.startsWith(`s3://${Bucket}/${Prefix}`))
      .map((uri) => uri.slice(`s3://${Bucket}/`.length))
      .filter((key) => key > StartAfter)
      .sort();
    const page = keys.slice(0, MaxKeys);
    return {
      IsTruncated: keys.length > page.length,
      KeyCount: page.length,
      ...(page.length === 0
        ? {}
        : {
            Contents: page.map((Key) => ({
              Key,
              LastModified: new Date(this.objects.get(`s3://${Bucket}/${Key}`) ?? 0).toISOString(),
              ETag: '"d41d8cd98f00b204e9800998ecf8427e"',
              Size: 1,
              StorageClass: "STANDARD",
            })),
          }),
    };
  }

  private listExecutions(args: Record<string, unknown>): unknown {
    const all = this.running();
    const from = Number(args["NextToken"] ?? 0);
    const page = all.slice(from, from + this.pageSize);
    return { Executions: page, ...(from + page.length < all.length ? { NextToken: String(from + page.length) } : {}) };
  }
}

const tableInputFields = new Set([
  "Name",
  "Description",
  "Owner",
  "LastAccessTime",
  "LastAnalyzedTime",
  "Retention",
  "StorageDescriptor",
  "PartitionKeys",
  "ViewOriginalText",
  "ViewExpandedText",
  "TableType",
  "Parameters",
  "TargetTable",
  "ViewDefinition",
]);

/** A query that failed, as Step Functions says it. */
export function queryFailed(sql: string, reason: string): ServiceError {
  return new ServiceError("States.TaskFailed", JSON.stringify({ Query: sql, Status: { State: "FAILED", StateChangeReason: reason } }));
}
