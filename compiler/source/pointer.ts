import type { SpecPointer } from "../model/graph";

/** The JSON pointer (RFC 6901) of the node that these keys and list positions lead to. */
export function pointerTo(...segments: readonly (string | number)[]): SpecPointer {
  return segments.map((segment) => `/${/[~/]/.test(String(segment)) ? escape(String(segment)) : segment}`).join("");
}

function escape(segment: string): string {
  return segment.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The keys and list positions of a pointer. */
export function pointerSegments(pointer: SpecPointer): string[] {
  if (pointer === "") return [];
  const segments = pointer.slice(1).split("/");
  return pointer.includes("~") ? segments.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~")) : segments;
}

/** A pointer as people write it: `ingestion.orders.tables["public.orders"].key[0]`; empty for the whole spec. */
export function dottedPath(pointer: SpecPointer): string {
  return pointerSegments(pointer)
    .map((segment, index) => {
      if (/^(0|[1-9][0-9]*)$/.test(segment)) return `[${segment}]`;
      if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(segment)) return `[${JSON.stringify(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join("");
}
