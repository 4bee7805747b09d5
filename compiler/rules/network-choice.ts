import type { LinkContext } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A network is either made, with an address range, or exists, with a VPC and its subnets. */
export const networkIsOneOfTwo: Rule = (_, context) => {
  const { network } = context.spec;
  if (!network) return;
  const isExisting = network.vpc !== undefined || network.subnets !== undefined;
  if (network.vpc !== undefined && network.subnets === undefined)
    reportMissing(context, "vpc", "subnets", "the private subnets of the VPC that jobs and databases use");
  if (network.subnets !== undefined && network.vpc === undefined)
    reportMissing(context, "subnets", "vpc", "the VPC that the subnets belong to");
  for (const key of isExisting ? (["cidr", "zones"] as const) : (["egress"] as const)) {
    const pointer = pointerTo("network", key);
    if (!context.isWritten(pointer)) continue;
    const message = isExisting
      ? `${key} is for a network that is made, and this spec names an existing one with vpc and subnets: remove ${key}.`
      : "egress is for an existing network: add vpc and subnets, or remove egress.";
    context.report({ code: "misplaced-key", pointer, span: context.keySpan(pointer), message, cause: pointerTo("network", "vpc") });
  }
  if (!isExisting) checkRange(context, network.cidr);
};

function reportMissing(context: LinkContext, given: string, missing: string, meaning: string): void {
  const pointer = pointerTo("network", given);
  const message = `An existing network needs ${missing} beside ${given}: ${meaning}.`;
  context.report({ code: "missing-key", pointer, span: context.keySpan(pointer), message });
}

/** RFC 1918: the ranges that are free for private networks, with the part of the address that is fixed. */
const privateRanges: readonly { readonly first: number; readonly bits: number }[] = [
  { first: 0x0a000000, bits: 8 },
  { first: 0xac100000, bits: 12 },
  { first: 0xc0a80000, bits: 16 },
];

function checkRange(context: LinkContext, cidr: string): void {
  const [address = "", bitsText = ""] = cidr.split("/");
  const octets = address.split(".").map(Number);
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const isPrivate = privateRanges.some(({ first, bits }) => Math.floor(value / 2 ** (32 - bits)) === Math.floor(first / 2 ** (32 - bits)));
  const isWhole = value % 2 ** (32 - Number(bitsText)) === 0;
  const isPlain = octets.join(".") === address;
  if (octets.every((octet) => octet <= 255) && isPlain && isPrivate && isWhole) return;
  const reason = !isPlain
    ? `write its numbers without zeros before them, ${octets.join(".")}/${bitsText}`
    : isPrivate
      ? "the address is not the first of a range of that size"
      : "it is not in one of the private ranges 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16";
  context.report({
    code: "invalid-value",
    pointer: pointerTo("network", "cidr"),
    message: `${cidr} cannot be the range of a private network: ${reason}.`,
  });
}
