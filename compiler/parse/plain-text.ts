import { newPlainMap } from "../source/plain-map";
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  doubleQuote,
  hash,
  newline,
  notPlain,
  openBrace,
  openBracket,
  PlainCursor,
  singleQuote,
  space,
  startsKey,
} from "./plain-cursor";
import { plainScalar } from "./plain-scalar";
import { SpecNode, type ReadText } from "./spec-node";

/**
 * Reads a text of what nearly all specs are made of: maps and lists by indentation or in brackets, texts on one line with or without quotes, comments.
 * It reads ten times as fast as a reader of all of YAML, and gives what that gives.
 *
 * @returns Undefined when there is anything else in the text, and so for every text with a mistake: the reader of YAML has to look at it.
 */
export function readPlainText(text: string): ReadText | undefined {
  try {
    return new PlainTextReader(text).read();
  } catch (error) {
    if (error === notPlain) return undefined;
    throw error;
  }
}

/** Far below what the reader of YAML allows, which reports deeper ones. */
const deepest = 40;
const longestKey = 1_000;

class PlainTextReader extends PlainCursor {
  /** The value of the node that was read last. */
  private value: unknown;
  private keyStart = 0;
  private keyEnd = 0;

  read(): ReadText {
    this.at = -1;
    this.nextLine();
    if (this.indent !== 0) throw notPlain;
    const root = this.blockMap(0, undefined, 0);
    if (!this.isOver()) throw notPlain;
    return { value: this.value, root };
  }

  private blockMap(indent: number, name: string | undefined, depth: number): SpecNode {
    if (depth > deepest) throw notPlain;
    const [keyStart, keyEnd, start] = [this.keyStart, this.keyEnd, this.at];
    const map = newPlainMap();
    const children: SpecNode[] = [];
    do {
      const key = this.key(map, false);
      children.push(this.blockValue(indent, key, depth));
      map[key] = this.value;
    } while (this.indent === indent && !this.isEntry());
    this.value = map;
    return new SpecNode(start, (children.at(-1) as SpecNode).last, name, keyStart, keyEnd, children, false);
  }

  /** What stands behind a key and its colon, on the same line or on those below. */
  private blockValue(indent: number, name: string, depth: number): SpecNode {
    const from = this.at;
    this.skipSpaces();
    const code = this.text.charCodeAt(this.at);
    if (code !== newline && code !== hash && this.at < this.text.length) {
      if (this.at === from) throw notPlain;
      const node = this.inline(indent, name, depth + 1);
      this.endLine();
      if (this.indent > indent) throw notPlain;
      return node;
    }
    const [keyStart, keyEnd] = [this.keyStart, this.keyEnd];
    this.at = from;
    this.endLine();
    if (this.indent >= indent && this.isEntry()) return this.blockList(this.indent, name, depth + 1);
    if (this.indent > indent) return this.blockMap(this.indent, name, depth + 1);
    this.value = null;
    return new SpecNode(keyEnd, keyEnd, name, keyStart, keyEnd, [], false);
  }

  private blockList(indent: number, name: string, depth: number): SpecNode {
    if (depth > deepest) throw notPlain;
    const [keyStart, keyEnd, start] = [this.keyStart, this.keyEnd, this.at];
    const list: unknown[] = [];
    const children: SpecNode[] = [];
    do {
      const dash = this.at++;
      this.skipSpaces();
      children.push(this.entry(indent, indent + this.at - dash, depth));
      list.push(this.value);
      if (this.indent > indent) throw notPlain;
    } while (this.indent === indent && this.isEntry());
    this.value = list;
    return new SpecNode(start, (children.at(-1) as SpecNode).last, name, keyStart, keyEnd, children, true);
  }

  /** An entry of a list: a value, or a map that starts on the line. */
  private entry(indent: number, column: number, depth: number): SpecNode {
    const start = this.at;
    this.noKey();
    const node = this.inline(indent, undefined, depth + 1);
    if (this.text.charCodeAt(this.at) === colon) {
      this.at = start;
      this.noKey();
      return this.blockMap(column, undefined, depth + 1);
    }
    this.endLine();
    return node;
  }

  private inline(indent: number, name: string | undefined, depth: number): SpecNode {
    const code = this.text.charCodeAt(this.at);
    if (code === openBrace || code === openBracket) return this.flow(indent, name, depth);
    return this.scalar(name, false);
  }

  /** A map or list in brackets, whose further lines are indented more than the map around it. */
  private flow(indent: number, name: string | undefined, depth: number): SpecNode {
    if (depth > deepest) throw notPlain;
    const [keyStart, keyEnd, start] = [this.keyStart, this.keyEnd, this.at];
    const isList = this.text.charCodeAt(this.at++) === openBracket;
    const closing = isList ? closeBracket : closeBrace;
    const list: unknown[] = [];
    const map = newPlainMap();
    const children: SpecNode[] = [];
    for (let code = this.nextInFlow(indent); code !== closing; code = this.nextInFlow(indent)) {
      let key: string | undefined;
      if (isList) this.noKey();
      else {
        key = this.key(map, true);
        if (this.text.charCodeAt(this.at) !== space) throw notPlain;
        code = this.nextInFlow(indent);
      }
      const isNested = code === openBrace || code === openBracket;
      children.push(isNested ? this.flow(indent, key, depth + 1) : this.scalar(key, true));
      if (key === undefined) list.push(this.value);
      else map[key] = this.value;
      const after = this.nextInFlow(indent);
      if (after === comma) this.at++;
      else if (after !== closing) throw notPlain;
    }
    this.at++;
    this.value = isList ? list : map;
    return new SpecNode(start, this.at, name, keyStart, keyEnd, children, isList);
  }

  /** The next character that is neither white space nor part of a comment. */
  private nextInFlow(indent: number): number {
    const from = this.at;
    this.skipSpaces();
    let code = this.text.charCodeAt(this.at);
    if (code === newline || (code === hash && this.at > from)) {
      this.skipComment();
      this.nextLine();
      if (this.indent <= indent) throw notPlain;
      code = this.text.charCodeAt(this.at);
    }
    return code;
  }

  /** A key that the map does not have yet, with its colon. */
  private key(map: Record<string, unknown>, isFlow: boolean): string {
    const { text, at: start } = this;
    const first = text.charCodeAt(start);
    if (first !== doubleQuote && first !== singleQuote && startsKey[first] !== true) throw notPlain;
    const key = this.scalarText(isFlow);
    const end = this.at;
    if (key === "" || key in map || end - start > longestKey || text.charCodeAt(end) !== colon) throw notPlain;
    [this.keyStart, this.keyEnd] = [start, end];
    this.at++;
    return key;
  }

  private noKey(): void {
    [this.keyStart, this.keyEnd] = [0, 0];
  }

  private scalar(name: string | undefined, isFlow: boolean): SpecNode {
    const start = this.at;
    const text = this.scalarText(isFlow);
    const first = this.text.charCodeAt(start);
    const value = first === doubleQuote || first === singleQuote ? text : plainScalar(text);
    if (value === undefined) throw notPlain;
    this.value = value;
    return new SpecNode(start, this.at, name, this.keyStart, this.keyEnd, noChildren, false);
  }
}

const noChildren: readonly SpecNode[] = [];
