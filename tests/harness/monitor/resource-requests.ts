import { type Alias } from "@pulumi/pulumi/proto/alias_pb";
import { type ReadResourceRequest, type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { type ResourceRequest } from "./deployment";
import { readStruct } from "./property-values";
import { type CustomTimeouts, type RegisteredAlias } from "./types";

/** Decodes a registration. Empty strings of the protocol mean "not given". */
export function decodeRegistration(request: RegisterResourceRequest): ResourceRequest {
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    read: false,
    ...given("parent", request.getParent()),
    wireInputs: readStruct(request.getObject()),
    dependencies: sorted(request.getDependenciesList()),
    propertyDependencies: decodePropertyDependencies(request),
    ...given("provider", request.getProvider()),
    providers: Object.fromEntries(request.getProvidersMap().getEntryList()),
    ...(request.hasProtect() ? { protect: request.getProtect() === true } : {}),
    ...(request.hasRetainondelete() ? { retainOnDelete: request.getRetainondelete() === true } : {}),
    ...(request.getDeletebeforereplacedefined() ? { deleteBeforeReplace: request.getDeletebeforereplace() } : {}),
    ...given("deletedWith", request.getDeletedwith()),
    replaceWith: request.getReplaceWithList(),
    ...given("importId", request.getImportid()),
    aliases: [...request.getAliasurnsList(), ...request.getAliasesList().map(decodeAlias)],
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    hideDiffs: request.getHidediffsList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    customTimeouts: decodeTimeouts(request),
    ...given("version", request.getVersion()),
  };
}

/** Decodes the look-up of a resource that the stack does not manage. */
export function decodeRead(request: ReadResourceRequest): ResourceRequest {
  return {
    type: request.getType(),
    name: request.getName(),
    custom: true,
    remote: false,
    read: true,
    readId: request.getId(),
    ...given("parent", request.getParent()),
    wireInputs: readStruct(request.getProperties()),
    dependencies: sorted(request.getDependenciesList()),
    propertyDependencies: {},
    ...given("provider", request.getProvider()),
    providers: {},
    replaceWith: [],
    aliases: [],
    ignoreChanges: [],
    replaceOnChanges: [],
    hideDiffs: [],
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    customTimeouts: {},
    ...given("version", request.getVersion()),
  };
}

function decodePropertyDependencies(request: RegisterResourceRequest): Readonly<Record<string, readonly string[]>> {
  const entries = request.getPropertydependenciesMap().getEntryList();
  return Object.fromEntries(entries.map(([property]) => [property, sorted(urnsOf(request, property))]));
}

function urnsOf(request: RegisterResourceRequest, property: string): readonly string[] {
  return request.getPropertydependenciesMap().get(property)?.getUrnsList() ?? [];
}

function decodeAlias(alias: Alias): RegisteredAlias {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  return {
    ...given("name", spec.getName()),
    ...given("type", spec.getType()),
    ...given("stack", spec.getStack()),
    ...given("project", spec.getProject()),
    ...given("parentUrn", spec.getParenturn()),
    ...(spec.getNoparent() ? { noParent: true as const } : {}),
  };
}

function decodeTimeouts(request: RegisterResourceRequest): CustomTimeouts {
  const timeouts = request.getCustomtimeouts();
  if (timeouts === undefined) return {};
  return {
    ...given("create", timeouts.getCreate()),
    ...given("update", timeouts.getUpdate()),
    ...given("delete", timeouts.getDelete()),
    ...given("read", timeouts.getRead()),
  };
}

function given<Key extends string>(key: Key, value: string): Readonly<Partial<Record<Key, string>>> {
  return (value === "" ? {} : { [key]: value }) as Readonly<Partial<Record<Key, string>>>;
}

function sorted(values: readonly string[]): readonly string[] {
  return [...values].sort();
}
