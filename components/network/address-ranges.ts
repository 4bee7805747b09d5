/** Letters of availability zones that a network has room for: a to f, two more ranges stay free. */
const subnetBits = 3;

/** Address ranges that only private networks use (RFC 1918). */
export const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

/**
 * The address range of the subnet in an availability zone: an eighth of the network's range, by the letter of the zone.
 *
 * The letter decides, not the place in a list, so that another zone moves no subnet.
 *
 * @param range - Of the network, `10.64.0.0/20`.
 * @param zone - Full name of the availability zone, `eu-west-1a`.
 */
export function subnetRange(range: string, zone: string): string {
  const [address = "", length = ""] = range.split("/");
  const subnetLength = Number(length) + subnetBits;
  const index = zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0);
  if (index < 0 || index >= 2 ** subnetBits)
    throw new Error(`The name of the availability zone ${zone} does not end in a letter from a to h.`);
  return `${addressText(addressNumber(address) + index * 2 ** (32 - subnetLength))}/${subnetLength}`;
}

/** Whether a host is written as an IPv4 address. */
export function isAddress(host: string): boolean {
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Where connections to a host go: the address itself; any private network when only the name is known, which no security group can hold. */
export function hostRanges(host: string): readonly string[] {
  return isAddress(host) ? [`${host}/32`] : privateRanges;
}

function addressNumber(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
