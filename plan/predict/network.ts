import { placeholder, unnamed, type Predictor } from "./predictor";

/** Gateways have the prefix list of their service, interfaces none. */
const endpoint: Predictor = (resource) => ({
  id: placeholder(resource, "id"),
  outputs: resource.inputs["vpcEndpointType"] === "Gateway" ? { prefixListId: placeholder(resource, "prefixListId") } : {},
});

const connection: Predictor = ({ inputs, identity }) => ({ id: `${identity.account}:${String(inputs["name"])}` });

/** Networks, their endpoints, security groups and connections. */
export const networkPredictors: Readonly<Record<string, Predictor>> = {
  "aws:ec2/routeTable:RouteTable": unnamed(),
  "aws:ec2/securityGroup:SecurityGroup": unnamed(),
  "aws:ec2/subnet:Subnet": unnamed(),
  "aws:ec2/vpc:Vpc": unnamed(),
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
  "aws:glue/connection:Connection": connection,
};
