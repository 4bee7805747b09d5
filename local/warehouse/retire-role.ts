import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";

/**
 * Statements that end a role: its sessions, what it may do, and itself. What it made stays, and belongs to the owner. Where it has rights in other
 * databases it stays, too, and cannot log in.
 *
 * @param owner - Who connects, without it.
 */
export function retireRole(name: string, owner: string | undefined): readonly string[] {
  const role = quoteIdentifier(name);
  return [
    // Whoever is no superuser has to be a member to do the rest.
    `grant ${role} to current_user`,
    `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where usename = ${quoteLiteral(name)}`,
    `reassign owned by ${role} to ${owner === undefined ? "current_user" : quoteIdentifier(owner)}`,
    `drop owned by ${role}`,
    `revoke ${role} from current_user`,
    `do $role$ begin drop role ${role}; exception when dependent_objects_still_exist then null; end $role$`,
  ];
}
