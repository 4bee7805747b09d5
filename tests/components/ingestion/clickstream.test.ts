import { describe, expect, it } from "vitest";
import { canAssume } from "../../harness/iam";
import { graphOf, identity, lake, recordIngestions, streamIngestion } from "./graphs";
import { allowed, arns, catalogCalls, denied, keyUse, listing, type Call } from "./run-time-calls";

const delivery = "shop-dev-ingest-events-delivery";
const api = "shop-dev-ingest-events-api";
const zone = arns.bucket("raw");
const stream = arns.regional("firehose", "deliverystream/shop-dev-events");
const types = {
  api: "aws:apigateway/restApi:RestApi",
  stream: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  table: "aws:glue/catalogTable:CatalogTable",
};

/** The parts of the OpenAPI document that tests look at. */
interface Document {
  readonly paths: { readonly "/events": { readonly post: Operation; readonly options: Operation } };
  readonly "x-amazon-apigateway-gateway-responses": Readonly<
    Record<string, { readonly responseParameters: Readonly<Record<string, string>> }>
  >;
}

interface Operation {
  readonly "x-amazon-apigateway-integration": {
    readonly requestTemplates: Readonly<Record<string, string>>;
    readonly responses: Readonly<
      Record<
        string,
        {
          readonly statusCode: string;
          readonly responseParameters: Readonly<Record<string, string>>;
          readonly responseTemplates: Readonly<Record<string, string>>;
        }
      >
    >;
  };
}

describe("a clickstream", async () => {
  const { plan, parts, find } = await recordIngestions(graphOf([streamIngestion()]));

  it("has an address below its API's id", () => {
    expect(parts.streams["events"]?.deliveryStreamName).toBe("shop-dev-events");
    return new Promise<void>((done) =>
      parts.streams["events"]?.endpointUrl.apply((url) => {
        expect(url).toBe("https://<shop-dev-ingest-events-api.id>.execute-api.eu-west-1.amazonaws.com/v1/events");
        done();
      }),
    );
  });

  it("delivers Parquet with the table's columns, encrypted, day by day", () => {
    expect(find(types.stream, "ingest-events-stream")).toMatchObject({
      name: "shop-dev-events",
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: arns.key },
      extendedS3Configuration: {
        bucketArn: zone,
        prefix: "events/load_date=!{timestamp:yyyy-MM-dd}/",
        errorOutputPrefix: "errors/events/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/",
        bufferingSize: 128,
        bufferingInterval: 60,
        kmsKeyArn: arns.key,
        cloudwatchLoggingOptions: { enabled: true, logGroupName: "/aws/kinesisfirehose/shop-dev-events", logStreamName: "delivery" },
        dataFormatConversionConfiguration: {
          inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
          outputFormatConfiguration: { serializer: { parquetSerDe: {} } },
          schemaConfiguration: { databaseName: "shop_dev_raw", tableName: "events" },
        },
      },
    });
    expect(find(types.table, "ingest-events-table")).toMatchObject({
      databaseName: "shop_dev_raw",
      name: "events",
      partitionKeys: [{ name: "load_date", type: "date" }],
      parameters: {
        "projection.enabled": "true",
        "projection.load_date.range": "2020-01-01,NOW",
        "storage.location.template": "s3://shop-dev-raw-111111111111-eu-west-1/events/load_date=${load_date}",
      },
      storageDescriptor: {
        location: "s3://shop-dev-raw-111111111111-eu-west-1/events",
        columns: [
          { name: "event_id", type: "string" },
          { name: "received_at", type: "timestamp" },
          { name: "payload", type: "string" },
        ],
      },
    });
  });

  it("lets the delivery role make every call that Firehose makes, below the stream's folders", () => {
    expect(
      denied(plan, delivery, [
        ...["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"].map((action): Call => [action, zone]),
        ...["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"].flatMap((action): Call[] => [
          [action, `${zone}/events/load_date=2025-01-01/a.parquet`],
          [action, `${zone}/errors/events/format-conversion-failed/2025-01-01/a`],
        ]),
        ...keyUse(zone, "kms:Decrypt", "kms:GenerateDataKey"),
        ...catalogCalls("shop_dev_raw", "events", "glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"),
        ["logs:PutLogEvents", arns.regional("logs", "log-group:/aws/kinesisfirehose/shop-dev-events:log-stream:delivery")],
      ]),
    ).toEqual([]);
    expect(
      allowed(plan, delivery, [
        ["s3:PutObject", `${zone}/orders/a`],
        ["s3:DeleteObject", `${zone}/events/load_date=2025-01-01/a.parquet`],
        ["s3:GetObject", `${zone}/errors/others/a`],
        ...keyUse(arns.bucket("curated"), "kms:Decrypt"),
        ["glue:UpdateTable", arns.glue("table/shop_dev_raw/events")],
      ]),
    ).toEqual([]);
  });

  it("lets the API record events, and nothing else", () => {
    expect(denied(plan, api, [["firehose:PutRecord", stream]])).toEqual([]);
    expect(
      allowed(plan, api, [
        ["firehose:PutRecord", `${stream}-other`],
        ["firehose:DeleteDeliveryStream", stream],
        ...listing(zone, "events/"),
      ]),
    ).toEqual([]);
  });

  it("trusts the services for this stack only", () => {
    const firehose = { service: "firehose.amazonaws.com" };
    const context = { "aws:SourceAccount": identity.account, "aws:SourceArn": stream };
    expect(canAssume(plan, delivery, firehose, context).decision).toBe("allowed");
    expect(canAssume(plan, delivery, firehose, { ...context, "aws:SourceArn": `${stream}-other` }).decision).toBe("implicitDeny");
    expect(canAssume(plan, api, { service: "apigateway.amazonaws.com" }, { "aws:SourceAccount": identity.account }).decision).toBe(
      "allowed",
    );
    expect(canAssume(plan, api, { service: "apigateway.amazonaws.com" }, { "aws:SourceAccount": "999999999999" }).decision).toBe(
      "implicitDeny",
    );
  });

  it("takes JSON objects only, and lets pages of any origin read the answers", () => {
    const body = document(find(types.api, "ingest-events-api"));
    expect(body).toMatchObject({
      components: { schemas: { Event: { type: "object" } } },
      paths: {
        "/events": {
          post: {
            requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Event" } } } },
            "x-amazon-apigateway-request-validator": "body",
            "x-amazon-apigateway-integration": {
              type: "aws",
              httpMethod: "POST",
              uri: "arn:aws:apigateway:eu-west-1:firehose:action/PutRecord",
              credentials: `arn:aws:iam::111111111111:role/${api}`,
              passthroughBehavior: "never",
              responses: { "2\\d{2}": { statusCode: "200", responseTemplates: { "application/json": '{"accepted":true}' } } },
            },
          },
          options: { "x-amazon-apigateway-integration": { type: "mock" } },
        },
      },
    });
    expect(body["x-amazon-apigateway-gateway-responses"]["DEFAULT_4XX"]?.responseParameters).toEqual({
      "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
    });
  });

  it("limits requests, traces them and deploys what the definition says", () => {
    expect(find("aws:apigateway/methodSettings:MethodSettings", "ingest-events-throttling")).toMatchObject({
      methodPath: "*/*",
      settings: { throttlingRateLimit: 1000, throttlingBurstLimit: 1000 },
    });
    expect(find("aws:apigateway/stage:Stage", "ingest-events-stage")).toMatchObject({ stageName: "v1", xrayTracingEnabled: true });
    expect(find("aws:apigateway/deployment:Deployment", "ingest-events-deployment")).toMatchObject({
      triggers: { definition: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
  });
});

describe("a clickstream with columns and one origin", async () => {
  const columns = [
    { name: "day", type: "date" },
    { name: "quantity", type: "integer" },
    { name: "total", type: "double" },
  ] as const;
  const { find } = await recordIngestions(graphOf([streamIngestion({ origins: ["https://www.shop.example"], columns })]));

  it("has the columns, as the catalog spells their types", () => {
    expect(find(types.table, "ingest-events-table")).toMatchObject({
      storageDescriptor: {
        columns: [
          { name: "event_id", type: "string" },
          { name: "received_at", type: "timestamp" },
          { name: "day", type: "date" },
          { name: "quantity", type: "int" },
          { name: "total", type: "double" },
        ],
      },
    });
  });

  it("names the origin in each answer, its own and API Gateway's", () => {
    const { paths, "x-amazon-apigateway-gateway-responses": gateway } = document(find(types.api, "ingest-events-api"));
    const answers = [paths["/events"].post, paths["/events"].options].flatMap((operation) =>
      Object.values(operation["x-amazon-apigateway-integration"].responses),
    );
    expect(answers).toHaveLength(3);
    for (const { responseParameters } of answers) {
      expect(responseParameters).toMatchObject({
        "method.response.header.Access-Control-Allow-Origin": "'https://www.shop.example'",
        "method.response.header.Vary": "'Origin'",
      });
    }
    expect(gateway["DEFAULT_5XX"]?.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"]).toBe(
      "'https://www.shop.example'",
    );
  });
});

describe("a clickstream with several origins", async () => {
  const origins = ["https://a.example", "https://b.example"];
  const { find } = await recordIngestions(graphOf([streamIngestion({ origins })], { lake: lake("s3") }));

  it("chooses the origin in the templates", () => {
    const { paths } = document(find(types.api, "ingest-events-api"));
    for (const operation of [paths["/events"].post, paths["/events"].options]) {
      for (const { responseParameters, responseTemplates } of Object.values(operation["x-amazon-apigateway-integration"].responses)) {
        expect(responseParameters).not.toHaveProperty(["method.response.header.Access-Control-Allow-Origin"]);
        expect(responseParameters).toMatchObject({ "method.response.header.Vary": "'Origin'" });
        for (const origin of origins) expect(responseTemplates["application/json"]).toContain(`$origin == "${origin}"`);
      }
    }
  });

  it("names no key for a zone that S3's own keys encrypt", () => {
    const { extendedS3Configuration } = find(types.stream, "ingest-events-stream") as { readonly extendedS3Configuration: object };
    expect(extendedS3Configuration).not.toHaveProperty("kmsKeyArn");
  });
});

function document(inputs: Readonly<Record<string, unknown>>): Document {
  return JSON.parse(String(inputs["body"])) as Document;
}
