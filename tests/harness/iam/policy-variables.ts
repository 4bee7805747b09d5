import { type GlobPart } from "./glob";
import { type RequestContext } from "./request-context";

/** Whether a text has a policy variable. */
export function hasVariable(text: string): boolean {
  return text.includes("${");
}

/**
 * Replaces the policy variables of a text: `${aws:userid}`, `${aws:username, 'nobody'}` with a default, and the escapes `${*}`, `${?}`,
 * `${$}`. The values put in are literal: a `*` in them matches only a `*`.
 *
 * Returns `undefined` when a variable has no value (its key is absent or multi-valued) and no default: such text matches nothing.
 */
export function replaceVariables(text: string, context: RequestContext): readonly GlobPart[] | undefined {
  const parts: GlobPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push({ kind: "pattern", text: text.slice(end, match.index) });
    const value = variableValue(match[1] ?? "", context);
    if (value === undefined) return undefined;
    parts.push({ kind: "literal", text: value });
    end = match.index + match[0].length;
  }
  parts.push({ kind: "pattern", text: text.slice(end) });
  return parts;
}

function variableValue(expression: string, context: RequestContext): string | undefined {
  if (expression === "*" || expression === "?" || expression === "$") return expression;
  const [, key = "", fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(expression) ?? [];
  const values = context.get(key);
  return values?.length === 1 ? values[0] : fallback;
}
