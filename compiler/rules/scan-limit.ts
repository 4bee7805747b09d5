import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** Amazon Athena API Reference, "WorkGroupConfiguration", BytesScannedCutoffPerQuery. */
const leastBytes = 10_485_760;
/** What a plan can write as a whole number without loss. */
const mostBytes = Number.MAX_SAFE_INTEGER;

/** Athena takes limits from 10 MB on. */
export const scanLimitIsPossible: Rule = ({ lake }, context) => {
  if (!lake || (lake.scanLimitBytes >= leastBytes && lake.scanLimitBytes <= mostBytes)) return;
  const bounds = lake.scanLimitBytes < leastBytes ? "Athena's limits begin at 10 MB" : "a limit is at most 8000 TB";
  context.report({ code: "scan-limit", pointer: pointerTo("lake", "scanLimit"), message: `This limit is not possible: ${bounds}.` });
};
