import { quote } from "../diagnostics/quote";
import { regions } from "../model/regions";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** The network that is made stands in availability zones that its region has. Which of the first three an account has differs, and is not known here. */
export const zonesAreOfTheRegion: Rule = ({ network, identity: { region } }, context) => {
  if (network?.kind !== "created" || !regions.includes(region)) return;
  const letters = `abc${moreZones[region] ?? ""}`;
  context.spec.network?.zones.forEach((letter, index) => {
    if (letters.includes(letter)) return;
    context.report({
      code: "invalid-value",
      pointer: pointerTo("network", "zones", index),
      message: `The region ${region} has no availability zone ${quote(letter)}: write letters from ${[...letters].join(", ")}.`,
    });
  });
};

/** AWS Regions and Availability Zones User Guide: regions with more zones than a, b and c. */
const moreZones: Readonly<Record<string, string>> = {
  "ap-northeast-1": "d",
  "ap-northeast-2": "d",
  "ca-central-1": "d",
  "cn-north-1": "d",
  "us-east-1": "def",
  "us-west-2": "d",
};
