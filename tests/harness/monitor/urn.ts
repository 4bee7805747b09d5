/** Type token of the stack's own resource. */
export const rootStackType = "pulumi:pulumi:Stack";

/** What a URN is made of. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** URN of the parent, if any. */
  readonly parent?: string;
  readonly type: string;
  readonly name: string;
}

/** The URN the engine gives a resource: the type chain has all parents except the stack itself. */
export function createUrn(parts: UrnParts): string {
  const parentType = parts.parent === undefined ? "" : qualifiedTypeOf(parts.parent);
  const chain = parentType === "" || parentType === rootStackType ? parts.type : `${parentType}$${parts.type}`;
  return `urn:pulumi:${parts.stack}::${parts.project}::${chain}::${parts.name}`;
}

function qualifiedTypeOf(urn: string): string {
  const type = urn.split("::")[2];
  if (type === undefined) throw new Error(`not a URN: ${urn}`);
  return type;
}
