import type { Diagnostics } from "../diagnostics/diagnostic";
import { LinkContext } from "../link/link-context";
import type { StackGraph } from "../model/graph";
import type { ResolvedStack } from "../resolve/resolved-stack";
import { capacityIsBounded } from "./capacity-bounds";
import { clocksKeepTheHour } from "./clock-changes";
import { freshnessCanBeKept } from "./freshness";
import { groupsLeaveProductsAlone } from "./group-writes";
import { ingestionsFitTheirSource } from "./ingestion-keys";
import { membersShareThePartition } from "./member-partition";
import { movesNameWhatIsGone } from "./moved-from";
import { networkIsOneOfTwo } from "./network-choice";
import { physicalNamesDiffer } from "./physical-names";
import { protectedStoresStay } from "./protected-stores";
import { reservedNamesStayFree } from "./reserved-names";
import type { Rule } from "./rule";
import { scanLimitIsPossible } from "./scan-limit";
import { schedulesFitTheirNode } from "./schedule-kinds";
import { statementsAreShort } from "./statement-size";
import { zoneAgesFitTheFormat } from "./zone-ages";

/** All rules, in the order of the spec's sections. */
const rules: readonly Rule[] = [
  reservedNamesStayFree,
  protectedStoresStay,
  physicalNamesDiffer,
  movesNameWhatIsGone,
  networkIsOneOfTwo,
  zoneAgesFitTheFormat,
  scanLimitIsPossible,
  capacityIsBounded,
  ingestionsFitTheirSource,
  schedulesFitTheirNode,
  clocksKeepTheHour,
  statementsAreShort,
  membersShareThePartition,
  groupsLeaveProductsAlone,
  freshnessCanBeKept,
];

/** Checks everything that must hold in a linked stack beyond its references. */
export function checkRules(graph: StackGraph, stack: ResolvedStack, diagnostics: Diagnostics): StackGraph {
  const context = new LinkContext(stack, diagnostics);
  for (const rule of rules) rule(graph, context);
  return graph;
}
