import type { Problem } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import { isMap, language, ownValue } from "../schema/language";
import { pointerTo } from "../source/pointer";
import type { LocatedValue } from "./place";

/** The version of the language that this compiler knows, as `datastack/v1`. */
const knownVersion = language.properties?.["apiVersion"]?.const as string;

/**
 * What a spec gets that is written in another version of the language: that alone, since nothing else can be said of it.
 *
 * @returns Undefined for the known version, and for what is none at all: a text that is misspelt, or no text.
 */
export function findVersionProblem({ value, locate }: LocatedValue): Problem | undefined {
  const version = isMap(value) ? ownValue(value, "apiVersion") : undefined;
  if (typeof version !== "string" || version === knownVersion) return undefined;
  const pointer = pointerTo("apiVersion");
  const [, number] = /^datastack\/v([0-9]+)$/.exec(version) ?? [];
  if (number === undefined) return undefined;
  const isFuture = Number(number) > numberOf(knownVersion);
  const advice = isFuture
    ? `a newer datastack may know ${version}. Update datastack, or write apiVersion: ${knownVersion}`
    : `there was none before it. Write apiVersion: ${knownVersion}`;
  return {
    code: "invalid-value",
    message: `This datastack knows ${knownVersion}, and the spec is written in ${quote(version)}: ${advice}.`,
    path: "apiVersion",
    span: locate(pointer),
  };
}

function numberOf(version: string): number {
  return Number(version.replace(/^.*\/v/, ""));
}
