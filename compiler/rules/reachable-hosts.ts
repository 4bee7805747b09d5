import { quote } from "../diagnostics/quote";
import { entriesByName, type LinkContext } from "../link/link-context";
import { localEnvironment } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A database is on a host that a job in the cloud can look up and reach. */
export const hostsCanBeReached: Rule = ({ identity }, context) => {
  if (identity.environment === localEnvironment) return;
  const { sources, warehouse } = context.spec;
  for (const [name, source] of entriesByName(sources)) {
    if (source.type === "postgresql" || source.type === "mysql") checkHost(context, pointerTo("sources", name, "host"), source.host);
  }
  if (warehouse?.engine === "postgresql") checkHost(context, pointerTo("warehouse", "host"), warehouse.host);
};

/** RFC 1035, "Domain names": a label has 63 characters at most. */
const longestLabel = 63;

function checkHost(context: LinkContext, pointer: string, host: string): void {
  const problem = hostProblem(host);
  if (problem === undefined) return;
  context.report({ code: "invalid-value", pointer, message: `${quote(host)} cannot be the host: ${problem}.` });
}

function hostProblem(host: string): string | undefined {
  const labels = host.split(".");
  if (labels.every((label) => /^[0-9]+$/.test(label))) {
    if (labels.length !== 4 || labels.some((label) => Number(label) > 255)) return "an IPv4 address is four numbers from 0 to 255";
    if (labels[0] === "127" || host === "0.0.0.0") return "a job would look for the server on its own machine";
    return undefined;
  }
  if (/(^|\.)localhost$/i.test(host)) return "a job would look for the server on its own machine";
  if (labels.includes("")) return "a part between two dots is empty";
  if (labels.some((label) => label.startsWith("-") || label.endsWith("-"))) return "a part between dots begins or ends with a hyphen";
  return labels.some((label) => label.length > longestLabel) ? `a part between dots has ${longestLabel} characters at most` : undefined;
}
