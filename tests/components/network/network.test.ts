import { beforeAll, describe, expect, test } from "vitest";
import { endpointServices } from "../../../components/network/endpoint-services";
import { databaseDestinations } from "../../../components/network/jobs-network";
import { networkNeeds } from "../../../stacks/provision/network";
import {
  auroraWarehouse,
  createdNetwork,
  databaseIngestion,
  existingNetwork,
  existingWarehouse,
  fileIngestion,
  graphOf,
  identity,
  toLake,
  toWarehouse,
  warehouseTransform,
} from "./graphs";
import { recordParts, type RecordedPart } from "./record-parts";

type Parts = ReadonlyMap<string, RecordedPart>;

const inputs = (parts: Parts, name: string): Readonly<Record<string, unknown>> => parts.get(name)?.inputs ?? {};

function ofType(parts: Parts, type: string): readonly RecordedPart[] {
  return [...parts.values()].filter((part) => part.type === type);
}

/** `ingress <group> <port> <peer>` for every rule. */
function rules(parts: Parts): readonly string[] {
  return [...parts.values()]
    .filter(({ type }) => type.startsWith("aws:vpc/securityGroup"))
    .map(({ type, inputs: rule }) => {
      const direction = type.includes("Ingress") ? "ingress" : "egress";
      const peer = rule["referencedSecurityGroupId"] ?? rule["cidrIpv4"] ?? rule["prefixListId"];
      return `${direction} ${String(rule["securityGroupId"])} ${String(rule["fromPort"])}-${String(rule["toPort"])} ${String(peer)}`;
    })
    .sort();
}

describe("the services that jobs call", () => {
  test.each([
    ["no job", graphOf({ warehouse: auroraWarehouse }), []],
    ["files to the lake, outside of the network", graphOf({ ingestions: [fileIngestion(toLake)] }), []],
    [
      "a database to the lake",
      graphOf({ ingestions: [databaseIngestion(toLake)] }),
      ["glue", "kms", "logs", "monitoring", "secretsmanager"],
    ],
    ["a database to the warehouse", graphOf({ ingestions: [databaseIngestion(toWarehouse)] }), ["kms", "logs", "secretsmanager"]],
    ["SQL in Aurora", graphOf({ warehouse: auroraWarehouse, transforms: [warehouseTransform] }), ["kms", "logs"]],
    [
      "SQL on a server with a secret",
      graphOf({ warehouse: existingWarehouse, transforms: [warehouseTransform] }),
      ["kms", "logs", "secretsmanager"],
    ],
  ])("%s", (_, graph, services) => {
    expect(endpointServices(networkNeeds(graph))).toEqual(services);
  });
});

test("databases on one port share their rules", () => {
  const servers = [
    { host: "b.internal", port: 5432 },
    { host: "10.0.0.7", port: 3306 },
    { host: "a.internal", port: 5432 },
  ];
  expect(databaseDestinations(servers)).toEqual([
    { range: "10.0.0.0/8", port: 5432 },
    { range: "10.0.0.7/32", port: 3306 },
    { range: "172.16.0.0/12", port: 5432 },
    { range: "192.168.0.0/16", port: 5432 },
  ]);
});

describe("a network of the stack's own", () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await recordParts(
      graphOf({
        network: createdNetwork,
        warehouse: auroraWarehouse,
        ingestions: [databaseIngestion(toLake), fileIngestion(toWarehouse)],
        transforms: [warehouseTransform],
      }),
    );
  });

  test("has a private subnet in each zone, one route table, and no way out", () => {
    expect(inputs(parts, "network")).toMatchObject({ cidrBlock: "10.64.0.0/20", enableDnsSupport: true, enableDnsHostnames: true });
    expect(ofType(parts, "aws:ec2/subnet:Subnet").map(({ inputs: subnet }) => [subnet["availabilityZone"], subnet["cidrBlock"]])).toEqual([
      ["eu-west-1a", "10.64.0.0/23"],
      ["eu-west-1c", "10.64.4.0/23"],
    ]);
    expect(ofType(parts, "aws:ec2/routeTableAssociation:RouteTableAssociation")).toHaveLength(2);
    expect(
      [...parts.values()].filter(({ type }) => /gateway/i.test(type.replace("vpcEndpoint", "")) || type.includes("route:Route")),
    ).toEqual([]);
    expect(inputs(parts, "network-default-security-group")).toMatchObject({ ingress: [], egress: [] });
  });

  test("lets jobs reach each other, endpoints, S3, the sources and the warehouse, and nobody reach them", () => {
    const jobs = "<shop-dev-network-jobs.id>";
    expect(rules(parts)).toEqual(
      [
        `egress ${jobs} 0-65535 ${jobs}`,
        `egress ${jobs} 443-443 <shop-dev-network-endpoints.id>`,
        `egress ${jobs} 443-443 <shop-dev-network-s3.prefixListId>`,
        `egress ${jobs} 5432-5432 10.0.0.0/8`,
        `egress ${jobs} 5432-5432 172.16.0.0/12`,
        `egress ${jobs} 5432-5432 192.168.0.0/16`,
        `egress ${jobs} 5432-5432 <shop-dev-warehouse-security-group.id>`,
        `ingress ${jobs} 0-65535 ${jobs}`,
        `ingress <shop-dev-network-endpoints.id> 443-443 ${jobs}`,
        `ingress <shop-dev-warehouse-security-group.id> 5432-5432 ${jobs}`,
      ].sort(),
    );
  });

  test("has endpoints where jobs run, which hold back the credentials of others", () => {
    const interfaces = ofType(parts, "aws:ec2/vpcEndpoint:VpcEndpoint").filter(
      ({ inputs: endpoint }) => endpoint["vpcEndpointType"] === "Interface",
    );
    expect(interfaces.map(({ inputs: endpoint }) => endpoint["serviceName"])).toEqual(
      ["glue", "kms", "logs", "monitoring", "secretsmanager"].map((service) => `com.amazonaws.eu-west-1.${service}`),
    );
    for (const { inputs: endpoint } of interfaces) {
      expect(endpoint).toMatchObject({
        privateDnsEnabled: true,
        subnetIds: ["<shop-dev-network-subnet-eu-west-1a.id>"],
        securityGroupIds: ["<shop-dev-network-endpoints.id>"],
      });
      const [statement] = JSON.parse(String(endpoint["policy"])).Statement;
      expect(statement.Condition).toEqual({ StringEquals: { "aws:PrincipalAccount": "111111111111" } });
    }
  });

  test("reaches no key but the stack's", () => {
    const [statement] = JSON.parse(String(inputs(parts, "network-kms")["policy"])).Statement;
    expect(statement).toMatchObject({
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: expect.stringMatching(/key/),
    });
  });

  test("writes to the stack's own buckets only", () => {
    expect(JSON.parse(String(inputs(parts, "network-s3")["policy"])).Statement).toMatchObject([
      {
        Sid: "BucketsOfTheStack",
        Resource: ["arn:aws:s3:::shop-dev-*", "arn:aws:s3:::shop-dev-*/*"],
        Condition: { StringEquals: { "aws:PrincipalAccount": "111111111111", "aws:ResourceAccount": "111111111111" } },
      },
      {
        Sid: "SourceBuckets",
        Action: ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"],
        Resource: ["arn:aws:s3:::partner-drops", "arn:aws:s3:::partner-drops/*"],
      },
      { Sid: "FilesOfGlue", Action: "s3:GetObject", Resource: "arn:aws:s3:::aws-glue-*/*" },
    ]);
  });

  test("records its traffic to an encrypted log, through a role of its own", () => {
    expect(inputs(parts, "network-flow-logs")).toMatchObject({ name: "/aws/vpc/shop-dev", kmsKeyId: "<shop-dev-key.arn>" });
    expect(inputs(parts, "network-flows")).toMatchObject({
      trafficType: "ALL",
      logDestination: "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/vpc/shop-dev",
      iamRoleArn: "arn:aws:iam::111111111111:role/shop-dev-flow-logs",
    });
    expect(JSON.parse(String(inputs(parts, "network-flow-logs-role")["assumeRolePolicy"])).Statement[0]).toMatchObject({
      Principal: { Service: "vpc-flow-logs.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-west-1:111111111111:vpc-flow-log/*" },
      },
    });
  });

  test("has one connection for all jobs, in the first zone", () => {
    expect(ofType(parts, "aws:glue/connection:Connection").map((part) => part.inputs)).toMatchObject([
      {
        name: "shop-dev-network",
        connectionType: "NETWORK",
        physicalConnectionRequirements: {
          availabilityZone: "eu-west-1a",
          subnetId: "<shop-dev-network-subnet-eu-west-1a.id>",
          securityGroupIdLists: ["<shop-dev-network-jobs.id>"],
        },
      },
    ]);
  });
});

test("a network of a warehouse without jobs has neither a connection nor interface endpoints", async () => {
  const parts = await recordParts(graphOf({ network: createdNetwork, warehouse: auroraWarehouse }));
  expect(rules(parts)).toEqual([]);
  expect(ofType(parts, "aws:glue/connection:Connection")).toEqual([]);
  expect(ofType(parts, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ name }) => name)).toEqual(["network-s3"]);
});

test("a protected network is protected like the data in it", async () => {
  const parts = await recordParts(
    graphOf({ identity: { ...identity, protected: true }, network: createdNetwork, warehouse: auroraWarehouse }),
  );
  const guarded = [...parts.values()].filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(({ name }) => name);
  expect(guarded).toEqual(
    expect.arrayContaining(["network", "network-subnet-eu-west-1a", "network-subnet-eu-west-1c", "warehouse", "warehouse-writer"]),
  );
});

describe("a network of somebody else", () => {
  const parts = (egress: "endpoints" | "internet") =>
    recordParts(graphOf({ network: existingNetwork(egress), warehouse: existingWarehouse, transforms: [warehouseTransform] }));
  const always = [
    "egress <shop-dev-network-jobs.id> 0-65535 <shop-dev-network-jobs.id>",
    "egress <shop-dev-network-jobs.id> 5433-5433 10.1.2.3/32",
    "ingress <shop-dev-network-jobs.id> 0-65535 <shop-dev-network-jobs.id>",
  ];

  test("gets a security group and a connection, and nothing else", async () => {
    const types = [...(await parts("endpoints")).values()].map(({ type }) => type).filter((type) => type.startsWith("aws:"));
    expect([...new Set(types)].sort()).toEqual([
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:glue/connection:Connection",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ]);
  });

  test("is left through its endpoints", async () => {
    const recorded = await parts("endpoints");
    expect(rules(recorded)).toEqual(
      [
        ...always,
        "egress <shop-dev-network-jobs.id> 443-443 <vpc-1.cidrBlock>",
        "egress <shop-dev-network-jobs.id> 443-443 <com.amazonaws.eu-west-1.s3.prefixListId>",
      ].sort(),
    );
    expect(inputs(recorded, "network-connection")["physicalConnectionRequirements"]).toEqual({
      availabilityZone: "<subnet-1.availabilityZone>",
      securityGroupIdLists: ["<shop-dev-network-jobs.id>"],
      subnetId: "subnet-1",
    });
  });

  test("or over the internet", async () => {
    expect(rules(await parts("internet"))).toEqual([...always, "egress <shop-dev-network-jobs.id> 443-443 0.0.0.0/0"].sort());
  });
});
