import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Dataset, SpecInput, StackGraph } from "../../compiler";
import { nearest } from "../../compiler/diagnostics/did-you-mean";
import { quoteTable } from "../../compiler/sql/quote";
import { openLake } from "../lake/open-lake";
import { compileFor, type LocalOptions } from "../open-stack";
import { RunProblem } from "../problem";
import { stateFolder, type StateFolder } from "../state/state-folder";
import { readSelect, type NamedSelect } from "./dataset-names";
import { refuseUnreadable } from "./lake-access";
import { queryLake } from "./query-lake";
import { queryWarehouse } from "./query-warehouse";
import type { QueryResult } from "./query-result";
import { connectForQuery } from "./warehouse-connection";

export interface QueryOptions extends LocalOptions {
  /** One select; datasets have the names of the spec. */
  readonly sql: string;
  /** The access group that asks; someone who may read everything without it. */
  readonly group?: string;
  /** The most rows of the answer; all without it. */
  readonly limit?: number;
}

/**
 * Answers a select over the lake and the warehouse of a stack that has run on this machine. DuckDB answers what reads the lake, with the warehouse's tables
 * that it names copied for it; the warehouse answers everything else, with its own schemas too. Nothing is changed, and a run may go on meanwhile.
 *
 * @throws SpecError - When the spec has problems.
 * @throws RunProblem - When the select fails, the group may not read what it names, or nothing has run yet.
 */
export async function queryStack(input: SpecInput, options: QueryOptions): Promise<QueryResult> {
  const { graph } = compileFor(input, options);
  const state = stateFolder(resolve(options.stateParent ?? options.folder), graph.identity.stack);
  if (!existsSync(state.catalog))
    throw new RunProblem(`Nothing of ${graph.identity.stack} has run on this machine yet: datastack run makes its tables.`);
  checkGroup(graph, options.group);
  const select = readSelect(options.sql, graph);
  const readsLake = select.datasets.some(({ container }) => container.store === "lake") || !graph.warehouse;
  return readsLake ? answerInLake(graph, state, select, options) : answerInWarehouse(graph, state, select, options);
}

async function answerInWarehouse(graph: StackGraph, state: StateFolder, select: NamedSelect, options: QueryOptions): Promise<QueryResult> {
  const client = await connectForQuery(graph, state, options);
  try {
    return await queryWarehouse(client, select.render(warehouseName(graph)), options.limit);
  } finally {
    await client.end();
  }
}

async function answerInLake(graph: StackGraph, state: StateFolder, select: NamedSelect, options: QueryOptions): Promise<QueryResult> {
  if (options.group !== undefined) refuseUnreadable(graph, options.group, select.datasets);
  const scratch = mkdtempSync(join(tmpdir(), "datastack-query-"));
  try {
    const lake = await openLake(graph, { ...state, scratch }, "read");
    try {
      const warehouse = select.datasets.filter(({ container }) => container.store === "warehouse");
      const client = warehouse.length === 0 ? undefined : await connectForQuery(graph, state, options);
      const copies = warehouse.map((dataset) => ({ dataset, table: warehouseName(graph)(dataset) }));
      return await queryLake({ lake, scratch, select, copies, client, limit: options.limit }).finally(() => client?.end());
    } finally {
      lake.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function warehouseName({ warehouse }: StackGraph): (dataset: Dataset) => string {
  const schemas = new Map(warehouse?.schemas.map(({ name, sqlName }) => [name, sqlName]));
  return ({ container, table }) => quoteTable(schemas.get(container.name) ?? container.name, table);
}

function checkGroup({ groups }: StackGraph, group: string | undefined): void {
  const names = groups.map(({ name }) => name);
  if (group === undefined || names.includes(group)) return;
  const meant = nearest(group, names);
  throw new RunProblem(
    `There is no group "${group}". ${meant === undefined ? `The stack has ${names.join(", ") || "none"}.` : `Did you mean "${meant}"?`}`,
  );
}
