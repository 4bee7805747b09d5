import { readFileSync } from "node:fs";
import { join } from "node:path";
import createModule from "libpg-query/wasm/libpg-query.js";
import { quote } from "../../diagnostics/quote";
import { scanSql } from "../scan";
import { offsetOf, type Refusal } from "../syntax/engine-parser";

/** What the package's module has beside what it exports itself: the memory of the parser and its one function. */
interface ParserModule {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(statement: number): number;
  _wasm_free_parse_result(result: number): void;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytes: number): void;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: "i32"): number;
}

let loaded: ParserModule | undefined;

/** Where the parser of a PostgreSQL 15 server stops. */
export function refuseStatement(statement: string): Refusal | undefined {
  const nul = statement.indexOf("\0");
  if (nul !== -1) return { offset: nul, reason: "a statement holds no NUL character" };
  try {
    return parse((loaded ??= loadModule()), statement) ?? findRefusedToken(statement);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
    // What it leaves in its memory is of no use.
    loaded = undefined;
    return { offset: 0, isTooDeep: true };
  }
}

/** What the grammar reads, and a server of version 15 then refuses in a select that is a part of another statement. */
function findRefusedToken(statement: string): Refusal | undefined {
  const scanned = scanSql(statement, "postgresql");
  if ("problem" in scanned) return undefined;
  const words = scanned.tokens.map(({ kind, start, end }) => (kind === "text" ? "" : statement.slice(start, end)));
  for (const [index, { start, end }] of scanned.tokens.entries()) {
    const word = words[index] as string;
    if (isJunkNumber(word, statement.slice(end)))
      return {
        offset: start,
        reason: `${quote(word)} is no number: write a space after a number, and a name that begins with a digit in double quotes`,
      };
    if (/^into$/i.test(word) && !/^(\.|as)$/i.test(words[index - 1] ?? ""))
      return { offset: start, reason: "a select of a transform has no into: what it makes is named in the spec" };
  }
  return undefined;
}

/** The package's scanner ends a number where a letter begins, as servers before 15 did. */
function isJunkNumber(word: string, after: string): boolean {
  if (!/^\d/.test(word) || /^[\d.]+(?:e\d+)?$/i.test(word)) return false;
  return !(/^[\d.]+e$/i.test(word) && /^[+-]\d/.test(after));
}

/** The package promises its module for later; with the WebAssembly compiled here it is ready at once. */
function loadModule(): ParserModule {
  const module = {
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): WebAssembly.Exports {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(__dirname, "libpg-query.wasm"))), imports);
      receive(instance);
      return instance.exports;
    },
  };
  void createModule(module);
  return module as unknown as ParserModule;
}

function parse(module: ParserModule, statement: string): Refusal | undefined {
  const bytes = module.lengthBytesUTF8(statement) + 1;
  const text = module._malloc(bytes);
  module.stringToUTF8(statement, text, bytes);
  const result = module._wasm_parse_query_raw(text);
  // PgQueryParseResult: tree, standard error, error. PgQueryError: message, function, file, line, place in characters from 1, context.
  const error = module.getValue(result + 8, "i32");
  const refusal =
    error === 0 ? undefined : toRefusal(statement, module.UTF8ToString(module.getValue(error, "i32")), module.getValue(error + 16, "i32"));
  module._wasm_free_parse_result(result);
  module._free(text);
  return refusal;
}

function toRefusal(statement: string, message: string, place: number): Refusal {
  if (/^(stack depth limit|memory exhausted)/.test(message)) return { offset: 0, isTooDeep: true };
  if (message === "syntax error at end of input") return { offset: statement.length };
  const offset = offsetOf(statement, Math.max(place - 1, 0));
  return message.startsWith("syntax error at or near") ? { offset } : { offset, reason: `PostgreSQL says: ${message}` };
}
