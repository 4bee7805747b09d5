import { describe, expect, it } from "vitest";
import { nearest } from "../../../compiler/diagnostics/did-you-mean";
import { commands } from "../../../cli/commands";

const sections = ["apiVersion", "name", "owner", "description", "tags", "environments", "vars", "network", "lake", "warehouse"];
const moreSections = ["sources", "ingestion", "transforms", "access", "alerts"];
const stack = [...sections, ...moreSections];
const zone = ["description", "format", "retention", "archive", "snapshots", "versioning", "movedFrom"];
const checks = ["not_null", "unique", "accepted_values", "relationships", "sql"];
const database = ["type", "description", "host", "port", "database", "secret", "movedFrom"];
const engines = ["aurora-postgresql", "postgresql"];
const sources = ["clickstream", "mysql", "postgresql", "s3"];
const formats = ["parquet", "iceberg"];
const columns = ["order_id", "customer_id", "status", "amount", "ordered_at", "updated_at"];
const environments = ["dev", "staging", "prod"];
const zones = ["raw", "curated", "landing"];
const transform = ["description", "sql", "to", "materialize", "checks", "schedule", "movedFrom"];
const access = ["description", "members", "read", "write", "admin", "movedFrom"];
const schedule = ["every", "cron", "timezone", "on"];
const commandNames = Object.keys(commands);

/** What people typed, among which names, and what they meant. */
const typos: readonly (readonly [word: string, candidates: readonly string[], meant: string])[] = [
  // Letters in another order.
  ["warheouse", stack, "warehouse"],
  ["evironments", stack, "environments"],
  ["enviroments", stack, "environments"],
  ["enviornments", stack, "environments"],
  ["onwer", stack, "owner"],
  ["nmae", stack, "name"],
  ["retnetion", zone, "retention"],
  ["hsot", database, "host"],
  ["prot", database, "port"],
  ["tpye", database, "type"],
  ["veiw", ["table", "view"], "view"],
  ["rwa", zones, "raw"],
  ["dve", environments, "dev"],
  ["pord", environments, "prod"],
  ["lkae", stack, "lake"],
  ["sqeuence", ["sequence", "sentence"], "sequence"],
  // A letter missing, twice, or one too many.
  ["warehose", stack, "warehouse"],
  ["wearhouse", stack, "warehouse"],
  ["warehousse", stack, "warehouse"],
  ["ingstion", stack, "ingestion"],
  ["ingesstion", stack, "ingestion"],
  ["desription", stack, "description"],
  ["descripton", zone, "description"],
  ["retension", zone, "retention"],
  ["uniqe", checks, "unique"],
  ["uniqie", checks, "unique"],
  ["relationshps", checks, "relationships"],
  ["acces", stack, "access"],
  ["adress", ["address", "name"], "address"],
  ["parquett", formats, "parquet"],
  ["icberg", formats, "iceberg"],
  ["secrett", database, "secret"],
  ["timezne", schedule, "timezone"],
  ["materialise", transform, "materialize"],
  ["materilize", transform, "materialize"],
  ["custommer_id", columns, "customer_id"],
  ["ammount", columns, "amount"],
  ["curatd", zones, "curated"],
  ["prd", environments, "prod"],
  ["devv", environments, "dev"],
  ["rw", zones, "raw"],
  // One and many.
  ["transform", stack, "transforms"],
  ["source", stack, "sources"],
  ["ingestions", stack, "ingestion"],
  ["environment", stack, "environments"],
  ["alert", stack, "alerts"],
  ["tag", stack, "tags"],
  ["member", access, "members"],
  ["check", transform, "checks"],
  ["snapshot", zone, "snapshots"],
  ["schedules", transform, "schedule"],
  // Hyphens, underscores, capitals.
  ["not-null", checks, "not_null"],
  ["notNull", checks, "not_null"],
  ["NOT_NULL", checks, "not_null"],
  ["moved_from", zone, "movedFrom"],
  ["moved-from", zone, "movedFrom"],
  ["api_version", stack, "apiVersion"],
  ["apiversion", stack, "apiVersion"],
  ["acceptedValues", checks, "accepted_values"],
  ["OrderId", columns, "order_id"],
  ["Postgresql", sources, "postgresql"],
  ["Lake", stack, "lake"],
  ["CSV", ["csv", "json"], "csv"],
  ["time_zone", schedule, "timezone"],
  // Neighbours on the keyboard.
  ["pwner", stack, "owner"],
  ["stsging", environments, "staging"],
  ["databasr", database, "database"],
  ["updatef_at", columns, "updated_at"],
  ["landimg", zones, "landing"],
  // The beginning, the end, or more than the name.
  ["postgres", sources, "postgresql"],
  ["aurora", engines, "aurora-postgresql"],
  ["env", stack, "environments"],
  ["desc", zone, "description"],
  ["production", environments, "prod"],
  ["development", environments, "dev"],
  ["retentionDays", zone, "retention"],
  ["raw_orders", ["orders", "customers"], "orders"],
  ["publicbookings", ["bookings", "products"], "bookings"],
  ["hostname", database, "host"],
  ["orders", ["orders-db", "web"], "orders-db"],
  ["order_ids", columns, "order_id"],
  // Commands.
  ["validte", commandNames, "validate"],
  ["valid", commandNames, "validate"],
  ["grpah", commandNames, "graph"],
  ["querry", commandNames, "query"],
  ["expalin", commandNames, "explain"],
];

/** Words that are near nothing: a suggestion would only mislead. */
const strangers: readonly (readonly [word: string, candidates: readonly string[]])[] = [
  ["kafka", sources],
  ["oracle", sources],
  ["snowflake", engines],
  ["redshift", engines],
  ["psql", sources],
  ["s4", sources],
  ["in", ["every", "cron", "timezone", "on"]],
  ["no", ["every", "cron", "timezone", "on"]],
  ["date", stack],
  ["stage", ["raw", "curated", "marts", "staging"]],
  ["delta", formats],
  ["depends_on", transform],
  ["hotness", zone],
  ["kind", stack],
  ["metadata", stack],
  ["services", stack],
  ["version", ["name", "owner", "tags"]],
  ["spec", stack],
  ["password", database],
  ["user", database],
  ["none", ["kms", "s3"]],
  ["qa", environments],
  ["test", environments],
  ["x", zones],
  ["a", ["b", "c"]],
  ["gold", zones],
  ["id", ["on", "to"]],
  ["email", columns],
  ["discount", columns],
  ["country", ["currency", "amount"]],
  ["x".repeat(200), ["x".repeat(199)]],
  ["order", ["orders-db", "orders-archive", "web"]],
  ["id", ["order_id", "customer_id"]],
  ["db", ["orders-db", "db-main", "web"]],
  ["deploy", commandNames],
  ["build", commandNames],
];

describe("nearest", () => {
  it.each(typos)("%s", (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  it.each(strangers)("nothing is near %s", (word, candidates) => {
    expect(nearest(word, candidates)).toBeUndefined();
  });

  it("does not depend on the order of the candidates", () => {
    for (const [word, candidates, meant] of typos) expect(nearest(word, [...candidates].reverse())).toBe(meant);
  });
});
