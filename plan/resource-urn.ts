const rootStackType = "pulumi:pulumi:Stack";

/** URNs as the engine makes them: the type is the chain of the parents' types, without the stack's (the mocks of the SDK know one level only). */
export function resourceUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const chain = parent === "" ? "" : typeChain(parent);
  const qualified = chain === "" || chain === rootStackType ? type : `${chain}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

function typeChain(urn: string): string {
  return urn.split("::")[2] ?? "";
}

/** A resource with former URNs. */
interface AliasedResource {
  readonly urn: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** The former URNs that a child has because its parent has some: the engine follows the parent's former type chain, and its former name where the child's begins with it. */
export function inheritedAliases(parent: AliasedResource, name: string, type: string, stack: string, project: string): readonly string[] {
  return parent.aliases.map((alias) => {
    const formerParentName = alias.split("::").slice(3).join("::");
    const formerName = name.startsWith(parent.name) ? formerParentName + name.slice(parent.name.length) : name;
    return resourceUrn(stack, project, alias, type, formerName);
  });
}
