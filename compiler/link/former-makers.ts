import type { SpecPointer } from "../model/graph";
import type { ResolvedStack } from "../resolve/resolved-stack";
import { pointerTo } from "../source/pointer";

/** What an override changed of what made a dataset. */
export interface FormerMaker {
  readonly node: SpecPointer;
  /** The dataset, unless the node itself is gone. */
  readonly name?: string;
}

/** What may have made a dataset in a container, `lake.raw`, before an override removed it, sent it elsewhere or renamed it. */
export function formerMakersOf(stack: ResolvedStack, container: string, table: string): readonly FormerMaker[] {
  const { base, spec } = stack;
  const name = `${container}.${table}`;
  const ofItsName = (["transforms", "ingestion"] as const).flatMap((section) => {
    if (!Object.hasOwn(spec[section], table)) return [{ node: pointerTo(section, table) }];
    return base[section]?.[table]?.to === container ? [{ node: pointerTo(section, table, "to"), name }] : [];
  });
  const ofATable = Object.entries(base.ingestion ?? {}).flatMap(([ingestion, { to, tables = {} }]) =>
    Object.entries(to === container ? tables : {})
      .filter(([key, { as = key.slice(key.lastIndexOf(".") + 1) }]) => as === table)
      .map(([key]) => makerOfTable(ingestion, key)),
  );
  return [...ofItsName, ...ofATable];

  function makerOfTable(ingestion: string, key: string): FormerMaker {
    const now = Object.hasOwn(spec.ingestion, ingestion) ? spec.ingestion[ingestion] : undefined;
    if (!now) return { node: pointerTo("ingestion", ingestion) };
    if (now.to !== container) return { node: pointerTo("ingestion", ingestion, "to"), name };
    const node = pointerTo("ingestion", ingestion, "tables", key);
    return now.tables && Object.hasOwn(now.tables, key) ? { node: node + pointerTo("as"), name } : { node };
  }
}
