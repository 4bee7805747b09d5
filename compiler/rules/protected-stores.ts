import type { LinkContext } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** What holds data in a protected environment is not removed by an override, where a reviewer would hardly see it. */
export const protectedStoresStay: Rule = ({ identity }, context) => {
  if (!identity.protected) return;
  for (const { pointer, override, what } of droppedStores(context)) {
    const base = context.stack.locateBase(override);
    context.report({
      code: "dropped-store",
      pointer,
      span: context.keySpan(override),
      message: `This override removes ${what} from ${identity.environment}, which is protected: take it out, or write protected: false first.`,
      related: base === undefined ? [] : [{ span: base, message: "it is declared here" }],
    });
  }
};

interface DroppedStore {
  /** Of what is gone. */
  readonly pointer: string;
  /** Of what the override sets or removes. */
  readonly override: string;
  readonly what: string;
}

function droppedStores({ spec, stack: { base } }: LinkContext): readonly DroppedStore[] {
  const dropped: DroppedStore[] = [];
  const add = (what: string, pointer: string, override = pointer): void => {
    dropped.push({ pointer, override, what });
  };
  if (base.lake && !spec.lake) add("the whole lake", pointerTo("lake"));
  for (const zone of Object.keys((spec.lake && base.lake?.zones) ?? {})) {
    if (!Object.hasOwn(spec.lake?.zones ?? {}, zone)) add(`the zone ${zone}`, pointerTo("lake", "zones", zone));
  }
  if (base.warehouse && !spec.warehouse) add("the whole warehouse", pointerTo("warehouse"));
  if (!base.warehouse || !spec.warehouse) return dropped;
  if (base.warehouse.engine !== spec.warehouse.engine) add(`the ${base.warehouse.engine} warehouse`, pointerTo("warehouse", "engine"));
  const kept: readonly string[] = spec.warehouse.schemas;
  for (const schema of base.warehouse.schemas ?? []) {
    if (!kept.includes(schema)) add(`the schema ${schema}`, pointerTo("warehouse", "schemas"));
  }
  return dropped;
}
