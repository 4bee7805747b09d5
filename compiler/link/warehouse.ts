import { quote } from "../diagnostics/quote";
import type { Identity, Warehouse, WarehouseSchema } from "../model/graph";
import { auroraDatabase, sqlName } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { GroupAccess } from "./access";
import { linkDatabaseGrants } from "./grants";
import { compareNames, type LinkContext } from "./link-context";
import type { LinkedLoad } from "./loads";

/** The warehouse with its schemas, those of the lake's copies included, and the grants in it. */
export function linkWarehouse(
  context: LinkContext,
  identity: Identity,
  access: readonly GroupAccess[],
  loads: readonly LinkedLoad[],
): Warehouse | undefined {
  const { warehouse } = context.spec;
  if (!warehouse) return undefined;
  const schemas = linkSchemas(context, warehouse.schemas, loads);
  const base = {
    pointer: pointerTo("warehouse"),
    schemas,
    grants: linkDatabaseGrants(identity, warehouse.engine, schemas, access, loads),
  };
  if (warehouse.engine === "aurora-postgresql")
    return {
      ...base,
      engine: warehouse.engine,
      database: auroraDatabase,
      capacity: { min: warehouse.capacity.min, max: warehouse.capacity.max },
    };
  const { engine, database, host, port, secret } = warehouse;
  return { ...base, engine, database, host, port, secret };
}

function linkSchemas(context: LinkContext, names: readonly string[], loads: readonly LinkedLoad[]): readonly WarehouseSchema[] {
  const schemas = new Map<string, WarehouseSchema>();
  names.forEach((name, index) => {
    const schema: WarehouseSchema = { name, sqlName: sqlName(name), pointer: pointerTo("warehouse", "schemas", index) };
    const other = schemas.get(schema.sqlName);
    if (other) reportCollision(context, schema, other);
    else schemas.set(schema.sqlName, schema);
  });
  for (const [zone, name] of new Map(loads.map((load) => [load.zone, load.schema]))) {
    const copies: WarehouseSchema = { name, sqlName: name, pointer: pointerTo("lake", "zones", zone), copyOfZone: zone };
    const other = schemas.get(name);
    if (other) reportCollision(context, other, copies);
    else schemas.set(name, copies);
  }
  return [...schemas.values()].sort((left, right) => compareNames(left.sqlName, right.sqlName));
}

function reportCollision(context: LinkContext, schema: WarehouseSchema, other: WarehouseSchema): void {
  const isCopy = other.copyOfZone !== undefined;
  context.report({
    code: "name-collision",
    pointer: schema.pointer,
    message: isCopy
      ? `The schema ${quote(schema.name)} has the name of the schema that holds the copies of the tables of lake.${other.copyOfZone}: rename it.`
      : `The schemas ${quote(schema.name)} and ${quote(other.name)} would both be ${quote(schema.sqlName)} in the database, where a hyphen is an underscore: rename one.`,
    related: [
      {
        span: isCopy ? context.keySpan(other.pointer) : context.stack.locate(other.pointer),
        message: isCopy ? "the zone" : "the other schema",
      },
    ],
  });
}
