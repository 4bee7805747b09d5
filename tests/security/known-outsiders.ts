import { stackPrefix } from "../../compiler/model/names";
import { catalogDatabaseArn, catalogTableArn, dataCatalogArn, logGroupArn, regionalArn, secretArn } from "../../components/shared/arns";
import { exampleGraph, type ExampleEnvironment } from "./example-plans";

/** ARNs that the policies of a stack name although no resource of its plan has them: what is there already, and what jobs and queries make. */
export function unknownArns(example: ExampleEnvironment): readonly string[] {
  const { identity, groups, datasets, lake, ingestions, warehouse, network } = exampleGraph(example);
  const secrets = [
    ...ingestions.flatMap((ingestion) => (ingestion.kind === "database" ? [ingestion.source.secret] : [])),
    ...(warehouse?.engine === "postgresql" ? [warehouse.secret] : []),
  ];
  const tables = datasets.flatMap(({ container, table }) => {
    const zone = lake?.zones.find(({ name }) => container.store === "lake" && name === container.name);
    return zone === undefined ? [] : [catalogTableArn(identity, zone.database, table)];
  });
  return [
    ...groups.flatMap(({ members }) => members.flatMap((member) => (member.kind === "role" ? [member.arn] : []))),
    // Roles of permission sets, and the accounts that members belong to.
    `arn:${identity.partition}:iam::${identity.account}:role/aws-reserved/*`,
    `arn:${identity.partition}:iam::${identity.account}:root`,
    catalogDatabaseArn(identity, "default"),
    // The key serves every log group of the stack, and a stack need not have one.
    logGroupArn(identity, `*${stackPrefix(identity)}*`),
    dataCatalogArn(identity),
    ...tables,
    ...secrets.map((secret) => secretArn(identity, secret)),
    ...(network?.kind === "existing"
      ? [
          regionalArn(identity, "ec2", `vpc/${network.vpc}`),
          ...network.subnets.map((subnet) => regionalArn(identity, "ec2", `subnet/${subnet}`)),
        ]
      : []),
    regionalArn(identity, "ec2", "network-interface/*"),
    regionalArn(identity, "ec2", "vpc-flow-log/*"),
  ];
}
