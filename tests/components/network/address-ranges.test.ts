import { describe, expect, test } from "vitest";
import { hostRanges, isAddress, subnetRange } from "../../../components/network/address-ranges";

describe("the range of a subnet", () => {
  test.each([
    ["10.64.0.0/20", "eu-west-1a", "10.64.0.0/23"],
    ["10.64.0.0/20", "eu-west-1b", "10.64.2.0/23"],
    ["10.64.0.0/20", "eu-west-1f", "10.64.10.0/23"],
    ["10.0.0.0/16", "us-east-1c", "10.0.64.0/19"],
    ["192.168.254.0/23", "us-east-1d", "192.168.254.192/26"],
    ["192.168.254.0/23", "us-east-1f", "192.168.255.64/26"],
  ])("of %s in %s is %s", (range, zone, expected) => {
    expect(subnetRange(range, zone)).toBe(expected);
  });

  test("refuses a zone without a letter that it has room for", () => {
    expect(() => subnetRange("10.64.0.0/20", "eu-west-1z")).toThrow("does not end in a letter from a to h");
  });
});

describe("where a host is", () => {
  test("is its address, or any private network", () => {
    expect(hostRanges("10.1.2.3")).toEqual(["10.1.2.3/32"]);
    expect(hostRanges("db.internal")).toEqual(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]);
  });

  test.each(["10.1.2", "10.1.2.256", "10.1.2.3.4", "ten.1.2.3", "10.1.2.3a", ""])("%j is no address", (host) => {
    expect(isAddress(host)).toBe(false);
  });
});
