import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/aws/apigateway/deployment";
import { MethodSettings } from "@pulumi/aws/apigateway/methodSettings";
import { RestApi } from "@pulumi/aws/apigateway/restApi";
import { Stage } from "@pulumi/aws/apigateway/stage";
import { LogStream } from "@pulumi/aws/cloudwatch/logStream";
import { CatalogTable } from "@pulumi/aws/glue/catalogTable";
import { FirehoseDeliveryStream } from "@pulumi/aws/kinesis/firehoseDeliveryStream";
import { bucketArn, deliveryStreamArn } from "../../shared/arns";
import { ComponentResource, handingOn, neededFirst } from "../../shared/component-resource";
import { dataProtection, resourceTags, type ComponentArgs } from "../../shared/context";
import { createLogGroup } from "../../shared/log-group";
import { createServiceRole, type ServiceRole } from "../../shared/service-role";
import type { LakeTarget } from "../ingestion-target";
import { deliveryStatements, recordEvents } from "./delivery-policy";
import { endpointUrl, eventApi } from "./event-api";
import { eventColumns, partitionColumn, partitionProjection, type DeclaredColumn } from "./event-columns";

export interface ClickstreamArgs extends ComponentArgs {
  /** Physical name of the delivery stream and of the API. Another name is another stream, with another address. */
  readonly streamName: string;
  /** Physical name of the role that delivers the events. */
  readonly deliveryRoleName: string;
  /** Physical name of the role that the API records events as. */
  readonly apiRoleName: string;
  readonly description: string;
  /** Origins whose pages may post events; `*` for any. */
  readonly origins: string[];
  /** Fields of an event that become columns; one column `payload`, the JSON as text, without it. */
  readonly columns?: DeclaredColumn[];
  /** The zone that takes the events. */
  readonly lake: LakeTarget;
  /** Physical name of the table. */
  readonly table: string;
  readonly kmsKeyArn: pulumi.Input<string>;
  /**
   * Events a second, over all pages, beyond which requests are answered with 429.
   *
   * @default 1000
   */
  readonly eventsPerSecond?: number;
}

/** Name of the API's stage: the version of what it takes. */
const stageName = "v1";

/** Megabytes and seconds, whichever comes first, that make a file. Conversion to Parquet asks for 64 MB at least. */
const buffer = { megabytes: 128, seconds: 60 };

const logStreamName = "delivery";

/**
 * An HTTPS endpoint that browsers post events to: API Gateway hands them to Data Firehose, which writes them to a zone as Parquet every minute.
 *
 * ```js
 * fetch(endpointUrl, { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify(event) })
 * ```
 *
 * Table and stream come after what the option `dependsOn` names: the zone.
 *
 * Anyone can post: what arrives is as trustworthy as a web page. There is no access log, since API Gateway writes one only with a role that is set
 * once for the whole account and region, which no stack may own; counts and errors are in CloudWatch's metrics, and requests in X-Ray.
 */
export class Clickstream extends ComponentResource {
  /** Address to which pages post events. */
  readonly endpointUrl: pulumi.Output<string>;
  /** Physical name of the delivery stream. */
  readonly deliveryStreamName: string;

  constructor(name: string, args: ClickstreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:Clickstream", name, args, handingOn(opts));
    const parent = this;
    const { context, source, lake } = args;
    const location = `s3://${lake.bucketName}/${args.table}`;
    const prefixes = { events: `${args.table}/`, refused: `errors/${args.table}/` };
    const logGroupName = `/aws/kinesisfirehose/${args.streamName}`;

    const table = createTable();
    const logStream = createLog();
    const deliveryRole = createDeliveryRole();
    const stream = createStream();
    const apiRole = createApiRole();
    const { api, stage } = createApi();

    this.endpointUrl = api.id.apply((id) => endpointUrl(context, id, stageName));
    this.deliveryStreamName = args.streamName;
    this.ready = [stream, stage];
    this.registerOutputs({ endpointUrl: this.endpointUrl, deliveryStreamName: this.deliveryStreamName });

    /** The columns that Firehose converts to, and that Athena reads. */
    function createTable(): CatalogTable {
      return new CatalogTable(
        `${name}-table`,
        {
          databaseName: lake.databaseName,
          name: args.table,
          description: args.description,
          tableType: "EXTERNAL_TABLE",
          parameters: { classification: "parquet", EXTERNAL: "TRUE", ...partitionProjection(location) },
          partitionKeys: [partitionColumn],
          storageDescriptor: {
            columns: [...eventColumns(args.columns)],
            location,
            inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            serDeInfo: { serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
          },
        },
        { parent, dependsOn: [...neededFirst(opts)], ...dataProtection(context) },
      );
    }

    function createLog(): LogStream {
      const group = createLogGroup(parent, `${name}-log`, { context, source, logGroupName, kmsKeyArn: args.kmsKeyArn });
      return new LogStream(`${name}-log-stream`, { name: logStreamName, logGroupName: group.name }, { parent });
    }

    function createDeliveryRole(): ServiceRole {
      return createServiceRole(parent, `${name}-delivery-role`, {
        context,
        source,
        roleName: args.deliveryRoleName,
        description: `Delivers the events of ${args.streamName}`,
        service: "firehose.amazonaws.com",
        sourceArn: deliveryStreamArn(context, args.streamName),
        policies: {
          delivery: pulumi.output(args.kmsKeyArn).apply((kmsKeyArn) =>
            deliveryStatements(context, {
              bucket: lake.bucketName,
              prefixes: [prefixes.events, prefixes.refused],
              database: lake.databaseName,
              table: args.table,
              logGroup: logGroupName,
              logStream: logStreamName,
              ...(lake.usesStackKey ? { kmsKeyArn } : {}),
            }),
          ),
        },
      });
    }

    function createStream(): FirehoseDeliveryStream {
      return new FirehoseDeliveryStream(
        `${name}-stream`,
        {
          name: args.streamName,
          destination: "extended_s3",
          serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: args.kmsKeyArn },
          extendedS3Configuration: {
            roleArn: deliveryRole.arn,
            bucketArn: bucketArn(context, lake.bucketName),
            prefix: `${prefixes.events}${partitionColumn.name}=!{timestamp:yyyy-MM-dd}/`,
            errorOutputPrefix: `${prefixes.refused}!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
            bufferingSize: buffer.megabytes,
            bufferingInterval: buffer.seconds,
            ...(lake.usesStackKey ? { kmsKeyArn: args.kmsKeyArn } : {}),
            cloudwatchLoggingOptions: { enabled: true, logGroupName, logStreamName },
            dataFormatConversionConfiguration: {
              inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
              outputFormatConfiguration: { serializer: { parquetSerDe: {} } },
              schemaConfiguration: { databaseName: lake.databaseName, tableName: args.table, roleArn: deliveryRole.arn },
            },
          },
          tags: resourceTags(args),
        },
        { parent, dependsOn: [...neededFirst(opts), ...deliveryRole.ready, table, logStream] },
      );
    }

    /** Trusts API Gateway for the account only: the ARN that it sends holds the id of the API, which names this role. */
    function createApiRole(): ServiceRole {
      return createServiceRole(parent, `${name}-api-role`, {
        context,
        source,
        roleName: args.apiRoleName,
        description: `Records the events that pages post to ${args.streamName}`,
        service: "apigateway.amazonaws.com",
        policies: { "record-events": recordEvents(context, args.streamName) },
      });
    }

    function createApi(): { api: RestApi; stage: Stage } {
      const definition = JSON.stringify(
        eventApi(context, {
          apiName: args.streamName,
          deliveryStream: args.streamName,
          roleArn: apiRole.arn,
          origins: args.origins,
          ...(args.columns === undefined ? {} : { columns: args.columns }),
        }),
      );
      const api = new RestApi(
        `${name}-api`,
        {
          name: args.streamName,
          description: args.description,
          body: definition,
          failOnWarnings: true,
          endpointConfiguration: { types: "REGIONAL" },
          tags: resourceTags(args),
        },
        { parent, dependsOn: [...apiRole.ready, stream] },
      );
      const deployment = new Deployment(
        `${name}-deployment`,
        { restApi: api.id, triggers: { definition: createHash("sha256").update(definition).digest("hex") } },
        { parent },
      );
      const stage = new Stage(
        `${name}-stage`,
        { restApi: api.id, deployment: deployment.id, stageName, xrayTracingEnabled: true, tags: resourceTags(args) },
        { parent },
      );
      const rate = args.eventsPerSecond ?? 1000;
      new MethodSettings(
        `${name}-throttling`,
        {
          restApi: api.id,
          stageName: stage.stageName,
          methodPath: "*/*",
          settings: { throttlingRateLimit: rate, throttlingBurstLimit: rate },
        },
        { parent },
      );
      return { api, stage };
    }
  }
}
