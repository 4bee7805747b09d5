import { quote } from "../diagnostics/quote";
import { localEnvironment } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** Every environment is in a region that AWS has. The list grows with AWS: a newer datastack knows newer regions. */
export const regionsExist: Rule = ({ identity: { environment, region } }, context) => {
  if (environment === localEnvironment || regions.includes(region)) return;
  context.report({
    code: "invalid-value",
    pointer: pointerTo("environments", environment, "region"),
    message: `AWS has no region ${quote(region)} that this version of datastack knows: write one such as eu-west-1.`,
    alternatives: { word: region, candidates: regions },
  });
};

/** AWS General Reference, "Regions, Availability Zones": the commercial partition, China and GovCloud. */
const regions: readonly string[] = [
  "af-south-1",
  ...["ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1"],
  ...["ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"],
  ...["ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1"],
  ...["eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1"],
  ...["us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1", "us-west-2"],
];
