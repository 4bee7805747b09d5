import type { Materialization, TablePrivilege } from "../model/graph";
import { quoteIdentifier, quoteLiteral, quoteTable } from "./quote";

/** A table of the warehouse, by its physical names. */
export interface WarehouseTable {
  readonly schema: string;
  readonly table: string;
}

export interface WarehouseProgram {
  readonly target: WarehouseTable;
  readonly materialization: Materialization;
  readonly select: string;
  /** Name that the table had before its transform was renamed. */
  readonly formerTable?: string;
  /** See tableGrantStatements. */
  readonly grants: readonly string[];
}

/**
 * The statements that make a table or view of a select, to be run in one transaction. What stands there before may be a table, a view or nothing, made
 * by any materialization.
 *
 * Readers never wait: rows are deleted and inserted, not truncated, and nothing that takes an exclusive lock runs unless the columns changed. Grants and
 * dependent views survive for the same reason. Where a change of columns forces a drop, it is without `cascade`: an object of somebody else that depends
 * on the table stops the run with PostgreSQL's own message, and nothing has happened.
 *
 * The statements are serialised by an advisory lock, since two runs may hold the same transform.
 */
export function warehouseStatements(program: WarehouseProgram): readonly string[] {
  return [lockTarget(program.target), ...renameFormer(program), ...materialize(program), ...program.grants];
}

function materialize({ materialization, target, select }: WarehouseProgram): readonly string[] {
  switch (materialization.kind) {
    case "table":
      return remakeTable(target, select);
    case "view":
      return remakeView(target, select);
    case "incremental":
      return mergeIntoTable(target, select, materialization.key);
  }
}

function remakeTable(target: WarehouseTable, select: string): readonly string[] {
  return [
    dropStaged("table"),
    `create temporary table ${stagedName} on commit drop as\nselect * from (\n${select}\n) as result\nwith no data`,
    fitTable(target),
    `delete from ${quoted(target)}`,
    `insert into ${quoted(target)}\nselect * from (\n${select}\n) as result`,
    dropStaged("table"),
    `analyze ${quoted(target)}`,
  ];
}

function remakeView(target: WarehouseTable, select: string): readonly string[] {
  return [dropStaged("view"), `create temporary view ${stagedName} as\n${select}`, replaceView(target), dropStaged("view")];
}

function mergeIntoTable(target: WarehouseTable, select: string, key: readonly string[]): readonly string[] {
  const matches = key.map((column) => `target.${quoteIdentifier(column)} = staged.${quoteIdentifier(column)}`).join(" and ");
  return [
    dropStaged("table"),
    `create temporary table ${stagedName} on commit drop as\n${select}`,
    refuseDuplicates(target, key),
    extendTable(target),
    `delete from ${quoted(target)} as target using pg_temp.${stagedName} as staged where ${matches}`,
    insertStaged(target),
    dropStaged("table"),
    `analyze ${quoted(target)}`,
  ];
}

const stagedName = '"datastack_staged"';

function dropStaged(kind: "table" | "view"): string {
  return `drop ${kind} if exists pg_temp.${stagedName}`;
}

function quoted({ schema, table }: WarehouseTable): string {
  return quoteTable(schema, table);
}

function lockTarget(target: WarehouseTable): string {
  return `select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(${quoteLiteral(quoted(target))}, 0))`;
}

/** A table, view or materialized view under the former name gets the new one, unless that exists already. */
function renameFormer({ target, formerTable }: WarehouseProgram): readonly string[] {
  if (formerTable === undefined) return [];
  const former = { schema: target.schema, table: formerTable };
  return [
    block(
      `former_kind "char" := ${kindOf(former)};`,
      `if former_kind is not null and ${kindOf(target)} is null then
    if former_kind = 'v' then
      alter view ${quoted(former)} rename to ${quoteIdentifier(target.table)};
    else
      alter table ${quoted(former)} rename to ${quoteIdentifier(target.table)};
    end if;
  end if;`,
    ),
  ];
}

/** Leaves a table whose columns are those of the staged one: kept, extended at its end or made anew. */
function fitTable(target: WarehouseTable): string {
  return block(
    `${targetKind(target)}
  ${columnVariables}`,
    `${dropOtherKinds(target)}
  if target_kind in ('r', 'p') then
    ${readColumns(target)}
    if not ${startsWithExisting} then
      drop table ${quoted(target)};
      target_kind := null;
    else
      ${addColumns(target)}
    end if;
  end if;
  if target_kind is null then
    create table ${quoted(target)} (like pg_temp.${stagedName});
  end if;`,
  );
}

/** Leaves a table that has at least the columns of the staged one. */
function extendTable(target: WarehouseTable): string {
  return block(
    `${targetKind(target)}
  ${columnVariables}`,
    `${dropOtherKinds(target)}
  if target_kind is null then
    create table ${quoted(target)} (like pg_temp.${stagedName});
  else
    ${readColumns(target)}
    ${addColumns(target)}
  end if;`,
  );
}

/** Leaves a view with the definition of the staged one. An unchanged view is not touched: replacing it would lock readers out for a moment. */
function replaceView(target: WarehouseTable): string {
  return block(
    `${targetKind(target)}
  ${columnVariables}
  definition text := pg_catalog.pg_get_viewdef('pg_temp.datastack_staged'::pg_catalog.regclass);`,
    `if target_kind in ('r', 'p') then
    drop table ${quoted(target)};
    target_kind := null;
  elsif target_kind = 'm' then
    drop materialized view ${quoted(target)};
    target_kind := null;
  elsif target_kind = 'v' then
    if pg_catalog.pg_get_viewdef(${quoteLiteral(quoted(target))}::pg_catalog.regclass) = definition then
      return;
    end if;
    ${readColumns(target)}
    if not ${startsWithExisting} then
      drop view ${quoted(target)};
    end if;
  end if;
  execute ${quoteLiteral(`create or replace view ${quoted(target)} as `)} || definition;`,
  );
}

/** PostgreSQL would insert both rows of one key; Athena's merge refuses them, and so does this. */
function refuseDuplicates(target: WarehouseTable, key: readonly string[]): string {
  const columns = key.map(quoteIdentifier).join(", ");
  const message = `the select for ${quoted(target)} has several rows with one key (${key.join(", ")})`;
  return block(
    "",
    `if exists (select from pg_temp.${stagedName} group by ${columns} having pg_catalog.count(*) > 1 and ${key.map((column) => `${quoteIdentifier(column)} is not null`).join(" and ")}) then
    raise exception using errcode = 'unique_violation', message = ${quoteLiteral(message)};
  end if;`,
  );
}

function insertStaged(target: WarehouseTable): string {
  return block(
    "columns text;",
    `select pg_catalog.string_agg(pg_catalog.quote_ident(attname), ', ' order by attnum) into columns ${attributesOf("'pg_temp.datastack_staged'::pg_catalog.regclass")};
  execute ${quoteLiteral(`insert into ${quoted(target)} (`)} || columns || ') select ' || columns || ' from pg_temp.datastack_staged';`,
  );
}

function targetKind(target: WarehouseTable): string {
  return `target_kind "char" := ${kindOf(target)};`;
}

/** The kind of relation of a name (`r` table, `p` partitioned table, `v` view, `m` materialized view), null when there is none. */
function kindOf({ schema, table }: WarehouseTable): string {
  return `(select relkind from pg_catalog.pg_class as relation join pg_catalog.pg_namespace as namespace on namespace.oid = relation.relnamespace where namespace.nspname = ${quoteLiteral(schema)} and relation.relname = ${quoteLiteral(table)})`;
}

function dropOtherKinds(target: WarehouseTable): string {
  return `if target_kind = 'v' then
    drop view ${quoted(target)};
    target_kind := null;
  elsif target_kind = 'm' then
    drop materialized view ${quoted(target)};
    target_kind := null;
  end if;`;
}

const columnVariables = `existing text[];
  staged text[];
  added record;`;

/** Columns in their order, each as name, type and collation. */
function readColumns(target: WarehouseTable): string {
  const column =
    "pg_catalog.array_agg(pg_catalog.quote_ident(attname) || ' ' || pg_catalog.format_type(atttypid, atttypmod) || ' ' || attcollation::text order by attnum)";
  return `existing := (select ${column} ${attributesOf(`${quoteLiteral(quoted(target))}::pg_catalog.regclass`)});
    staged := (select ${column} ${attributesOf("'pg_temp.datastack_staged'::pg_catalog.regclass")});`;
}

const startsWithExisting = "(coalesce(staged[1:pg_catalog.cardinality(existing)], '{}') = coalesce(existing, '{}'))";

function addColumns(target: WarehouseTable): string {
  const existing = attributesOf(`${quoteLiteral(quoted(target))}::pg_catalog.regclass`);
  return `for added in select attname, pg_catalog.format_type(atttypid, atttypmod) as type ${attributesOf("'pg_temp.datastack_staged'::pg_catalog.regclass")} and attname not in (select attname ${existing}) order by attnum loop
      execute ${quoteLiteral(`alter table ${quoted(target)} add column `)} || pg_catalog.quote_ident(added.attname) || ' ' || added.type;
    end loop;`;
}

function attributesOf(relation: string): string {
  return `from pg_catalog.pg_attribute where attrelid = ${relation} and attnum > 0 and not attisdropped`;
}

/** An anonymous block; its dollar quote is one that nothing inside can close. */
function block(declarations: string, body: string): string {
  const text = `declare\n  ${declarations}\nbegin\n  ${body}\nend`;
  let tag = "$datastack$";
  for (let count = 1; text.includes(tag); count++) tag = `$datastack${count}$`;
  return `do ${tag}\n${text}\n${tag}`;
}

const tablePrivileges: readonly TablePrivilege[] = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES"];

/**
 * Statements that give each role exactly its privileges on a table, whatever it had. In one transaction nobody sees the moment between them. Roles with
 * the same privileges share a statement.
 */
export function tableGrantStatements(
  target: WarehouseTable,
  privilegesOfRoles: ReadonlyMap<string, readonly TablePrivilege[]>,
): readonly string[] {
  if (privilegesOfRoles.size === 0) return [];
  const grantees = new Map<string, string[]>();
  for (const [role, privileges] of privilegesOfRoles) {
    const granted = tablePrivileges.filter((privilege) => privileges.includes(privilege)).join(", ");
    if (granted) addTo(grantees, granted, role);
  }
  const everybody = [...privilegesOfRoles.keys()].map(quoteIdentifier).join(", ");
  return [
    `revoke all privileges on table ${quoted(target)} from ${everybody}`,
    ...[...grantees].map(
      ([privileges, roles]) => `grant ${privileges} on table ${quoted(target)} to ${roles.map(quoteIdentifier).join(", ")}`,
    ),
  ];
}

function addTo(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
