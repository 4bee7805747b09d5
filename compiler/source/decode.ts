import { isUtf8 } from "node:buffer";

/** The text of a file's bytes, without a byte order mark; or what keeps them from being one, in words that end a sentence. */
export function decodeText(bytes: Uint8Array): { readonly text: string } | { readonly problem: string } {
  const encoding = wideEncoding(bytes);
  if (encoding !== undefined) return { problem: `is text in ${encoding}; save it as UTF-8` };
  if (!isUtf8(bytes)) return { problem: `is not text in UTF-8; line ${firstBrokenLine(bytes)} has bytes that are none` };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("utf8")
    .replace(/^\ufeff/, "");
  return text.includes("\0") ? { problem: "contains NUL characters, so it is no text file" } : { text };
}

function wideEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "UTF-16" : undefined;
}

/** Bytes that are no UTF-8 become the replacement character when nobody insists. */
function firstBrokenLine(bytes: Uint8Array): number {
  const lenient = new TextDecoder("utf-8").decode(bytes);
  return lenient.slice(0, lenient.indexOf("\ufffd")).split("\n").length;
}
