import type { Diagnostics } from "../diagnostics/diagnostic";
import { LinkContext } from "../link/link-context";
import type { StackGraph } from "../model/graph";
import type { ResolvedStack } from "../resolve/resolved-stack";
import { acceptedValuesAreOfOneType } from "./accepted-values";
import { zonesAreOfTheRegion } from "./availability-zones";
import { capacityIsBounded } from "./capacity-bounds";
import { clocksKeepTheHour } from "./clock-changes";
import { columnsFitTheirEngine } from "./column-names";
import { eventColumnsAreNew } from "./event-columns";
import { freshnessCanBeKept } from "./freshness";
import { groupsLeaveProductsAlone } from "./group-writes";
import { ingestionsFitTheirSource } from "./ingestion-keys";
import { keysShareThePartition } from "./key-partition";
import { regionsExist } from "./known-regions";
import { membersShareThePartition } from "./member-partition";
import { movesNameWhatIsGone } from "./moved-from";
import { networkIsOneOfTwo } from "./network-choice";
import { originsMeanSomething } from "./origins";
import { physicalNamesDiffer } from "./physical-names";
import { hostsCanBeReached } from "./reachable-hosts";
import { reservedNamesStayFree } from "./reserved-names";
import { columnsAreInTheResult } from "./result-columns";
import type { Rule } from "./rule";
import { scanLimitIsPossible } from "./scan-limit";
import { schedulesFitTheirNode } from "./schedule-kinds";
import { sourceBucketsArePossible } from "./source-buckets";
import { sourcesTakeOtherObjects } from "./source-overlap";
import { prefixesBeginWithoutSlash } from "./source-prefixes";
import { sourceTablesArePossible } from "./source-tables";
import { statementsAreShort } from "./statement-size";
import { tagKeysDiffer } from "./tag-keys";
import { zoneAgesFitTheFormat } from "./zone-ages";

/** All rules, in the order of the spec's sections. */
const rules: readonly Rule[] = [
  reservedNamesStayFree,
  tagKeysDiffer,
  regionsExist,
  physicalNamesDiffer,
  movesNameWhatIsGone,
  networkIsOneOfTwo,
  zonesAreOfTheRegion,
  zoneAgesFitTheFormat,
  scanLimitIsPossible,
  capacityIsBounded,
  hostsCanBeReached,
  sourceBucketsArePossible,
  prefixesBeginWithoutSlash,
  sourcesTakeOtherObjects,
  keysShareThePartition,
  originsMeanSomething,
  eventColumnsAreNew,
  ingestionsFitTheirSource,
  sourceTablesArePossible,
  columnsFitTheirEngine,
  columnsAreInTheResult,
  schedulesFitTheirNode,
  clocksKeepTheHour,
  statementsAreShort,
  acceptedValuesAreOfOneType,
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
