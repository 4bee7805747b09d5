import type { Diagnostics } from "../diagnostics/diagnostic";
import { LinkContext } from "../link/link-context";
import type { ResolvedStack } from "../resolve/resolved-stack";
import { pointerTo } from "../source/pointer";

/**
 * What holds data in a protected environment is not removed by an override, where a reviewer would hardly see it. This is the rule that is checked before
 * linking, which would only say that references to it lead nowhere.
 */
export function checkProtectedStores(stack: ResolvedStack, diagnostics: Diagnostics): void {
  const { environment } = stack;
  if (stack.spec.environments[environment]?.protected !== true) return;
  const context = new LinkContext(stack, diagnostics);
  for (const { pointer, override, what } of droppedStores(context)) {
    const base = context.stack.locateBase(override);
    context.report({
      code: "dropped-store",
      pointer,
      span: context.keySpan(override),
      message: `This override removes ${what} from ${environment}, which is protected: take it out, or write protected: false first.`,
      related: base === undefined ? [] : [{ span: base, message: "it is declared here" }],
    });
  }
}

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
