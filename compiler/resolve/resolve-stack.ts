import type { Diagnostics, Problem } from "../diagnostics/diagnostic";
import { enumerate } from "../diagnostics/quote";
import type { ResolvedSpec } from "../generated/resolved-spec";
import type { StackSpec } from "../generated/spec";
import type { SpecPointer } from "../model/graph";
import type { SpecDocument } from "../parse/spec-document";
import { isMap, language, ownValue } from "../schema/language";
import { dottedPath, pointerSegments, pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import { parentOf, placeOf } from "../validate/place";
import { findShapeProblems } from "../validate/validate-spec";
import { fillDefaults } from "./fill-defaults";
import { mergeOverrides, originOf } from "./merge-overrides";
import type { ResolvedStack } from "./resolved-stack";

/**
 * The spec of one environment: its overrides merged over the base, checked again as a whole, with every default filled in and the keys sorted.
 *
 * @param spec - A valid spec, so that whatever is wrong after the merge was brought by an override.
 * @param environment - One of the spec's environments.
 */
export function resolveStack(spec: StackSpec, document: SpecDocument, environment: string, diagnostics: Diagnostics): ResolvedStack {
  const base = spec as unknown as Readonly<Record<string, unknown>>;
  const overrides = spec.environments[environment]?.overrides ?? {};
  const prefix = pointerTo("environments", environment, "overrides");

  const { merged, problems } = mergeOverrides(base, overrides);
  for (const { pointer, ...problem } of problems) {
    const related = exists(base, pointerSegments(pointer)) ? [{ span: document.locate(pointer, "key"), message: inBase }] : [];
    diagnostics.report({ ...problem, path: dottedPath(pointer), span: document.locate(prefix + pointer, "key"), related });
  }
  if (Object.keys(overrides).length > 0) reportBrokenMerge();

  return { environment, spec: withoutOverrides(fillDefaults(language, merged)), base: spec, locate, locateBase, isOverridden };

  function locate(pointer: SpecPointer, part: "key" | "value" = "value"): Span {
    return document.locate(isOverridden(pointer) ? prefix + pointer : pointer, part);
  }

  function isOverridden(pointer: SpecPointer): boolean {
    return originOf(base, overrides, pointerSegments(pointer)) === "override";
  }

  function locateBase(pointer: SpecPointer): Span | undefined {
    const segments = pointerSegments(pointer);
    if (originOf(base, overrides, segments) === "base" || !exists(base, segments)) return undefined;
    return document.locate(pointer);
  }

  /** The base alone is valid: what an override sets is to blame, or what it left of the base. */
  function reportBrokenMerge(): void {
    const [overridesKey, overridesValue] = [document.locate(prefix, "key"), document.locate(prefix)];
    const bases = new Map<number, Span>();
    const pointers = new Map<number, SpecPointer>();
    const leftKeys = new Map<SpecPointer, Span[]>();
    const located = (pointer: SpecPointer, part?: "key" | "value"): Span => {
      const span = locateBlame(pointer, part);
      pointers.set(span.start, pointer);
      const there = locateBase(pointer);
      if (there) bases.set(span.start, there);
      return span;
    };
    for (const problem of findShapeProblems({ value: merged, locate: located })) {
      const { start, end } = problem.span;
      const there = bases.get(start);
      const inOverride = start >= overridesValue.start && end <= overridesValue.end;
      const kind = problem.code === "unknown-key" && !inOverride ? changedKind(pointers.get(start) ?? "") : undefined;
      if (kind !== undefined) {
        leftKeys.set(kind, [...(leftKeys.get(kind) ?? []), problem.span]);
        continue;
      }
      const beside = inOverride
        ? there && { span: there, message: inBase }
        : { span: overridesKey, message: "these overrides are merged over it" };
      const related = beside ? [beside] : [];
      const message = problem.code === "missing-key" && inOverride && there ? removedMessage(problem) : problem.message;
      diagnostics.report({ ...problem, message, related: [...(problem.related ?? []), ...related] });
    }
    for (const [kind, keys] of leftKeys) reportLeftKeys(kind, keys);
  }

  /** What decides the other keys of the map that a key is in, when the override changes it. */
  function changedKind(key: SpecPointer): SpecPointer | undefined {
    const map = parentOf(key);
    const { discriminator } = placeOf(map, merged).schema;
    const kind = map + pointerTo(discriminator?.propertyName ?? "");
    return discriminator && isOverridden(kind) ? kind : undefined;
  }

  /** An override that changes what a node is leaves the base's keys of the former kind behind. */
  function reportLeftKeys(kind: SpecPointer, keys: readonly Span[]): void {
    const span = document.locate(prefix + kind);
    const names = keys.map(({ file, start, end }) => file.text.slice(start, end));
    const value = span.file.text.slice(span.start, span.end);
    const removals = enumerate(names.map((name) => `${name}: null`));
    diagnostics.report({
      code: "unknown-key",
      message: `The override changes ${dottedPath(kind)} to ${value}, which knows no ${enumerate(names, "or")}: write ${removals} beside it.`,
      path: dottedPath(kind),
      span,
      related: keys.map((key) => ({ span: key, message: inBase })),
    });
  }

  /** What neither says, an override should have said. */
  function locateBlame(pointer: SpecPointer, part: "key" | "value" = "value"): Span {
    const segments = pointerSegments(pointer);
    if (exists(overrides, segments) || exists(base, segments)) return locate(pointer, part);
    return document.locate(prefix + pointer, "key");
  }
}

/** Of an override that removes what cannot be missing: the problem stands at its key. */
function removedMessage({ path = "", span: { file, start, end } }: Problem): string {
  const key = file.text.slice(start, end).replaceAll(/["']/g, "");
  return `The override removes ${path === "" ? key : `${path}.${key}`}, which is required: give it another value, or take it out.`;
}

const inBase = "what the base says";

function withoutOverrides(filled: unknown): ResolvedSpec {
  const spec = filled as ResolvedSpec;
  for (const environment of Object.values(spec.environments)) delete (environment as { overrides?: unknown }).overrides;
  return spec;
}

function exists(value: unknown, segments: readonly string[]): boolean {
  let found: unknown = value;
  for (const segment of segments) {
    found = Array.isArray(found) ? (found as readonly unknown[])[Number(segment)] : isMap(found) ? ownValue(found, segment) : undefined;
    if (found === undefined) return false;
  }
  return true;
}
