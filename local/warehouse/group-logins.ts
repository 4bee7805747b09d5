import type { Warehouse } from "../../compiler";
import { RunProblem } from "../problem";
import type { GroupLogin } from "./warehouse";

/** The groups that may look around in a warehouse. */
export function groupLogins({ grants }: Warehouse): readonly GroupLogin[] {
  return grants.groups.map(({ group, role }) => ({ group, role }));
}

/** The login of a group. */
export function loginOf(logins: readonly GroupLogin[], group: string): GroupLogin {
  const found = logins.find((login) => login.group === group);
  if (found) return found;
  const known = logins.map((login) => login.group).join(", ");
  throw new RunProblem(`No group ${group} may use the warehouse${known === "" ? "" : `: those that may are ${known}`}.`);
}
