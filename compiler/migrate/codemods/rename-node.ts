import { nearest } from "../../diagnostics/did-you-mean";
import { enumerate, quote } from "../../diagnostics/quote";
import { isMap, ownValue } from "../../schema/language";
import { dottedPath, pointerTo } from "../../source/pointer";
import type { SourceFile, Span } from "../../source/source-file";
import { asYaml } from "../../validate/as-yaml";
import { MigrationError, type Codemod, type CodemodInput, type FileEdits } from "../codemod";
import type { TextEdit } from "../text-edits";
import { insertEntry } from "./insert-entry";
import { layersOf, referencesOf, valuesAt } from "./references";

/** Another name for a node of a spec. */
export interface Rename {
  /** The keys of the map that has it: `["lake", "zones"]`. */
  readonly section: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** The maps whose keys are names that a node can change, because its `movedFrom` says what it was called. */
const sections: readonly (readonly string[])[] = [["lake", "zones"], ["sources"], ["ingestion"], ["transforms"], ["access"]];

/** The names of the language, as in every section that can be renamed. */
const namePattern = /^[a-z][a-z0-9_-]{0,39}$/;

/**
 * Reads `lake.zones.raw=landing`.
 *
 * @throws MigrationError - When it says no rename.
 */
export function parseRename(text: string): Rename {
  const [path = "", to, ...others] = text.split("=");
  const example = `write the path of the node, = and its new name, as in lake.zones.raw=landing`;
  if (to === undefined || others.length > 0) throw new MigrationError(`${quote(text)} is no rename: ${example}.`);
  const section = sections.find((keys) => path.startsWith(`${keys.join(".")}.`));
  const places = enumerate(
    sections.map((keys) => `${keys.join(".")}.<name>`),
    "or",
  );
  if (!section) throw new MigrationError(`${quote(path)} cannot be renamed: ${otherPlace(path)}what can is ${places}.`);
  if (!namePattern.test(to))
    throw new MigrationError(
      `${quote(to)} cannot be a name: it has 1 to 40 lower-case letters, digits, hyphens and underscores, a letter first.`,
    );
  return { section, from: path.slice(section.join(".").length + 1), to };
}

/** What is named elsewhere, or has no former name. */
function otherPlace(path: string): string {
  const [root, name, ...rest] = path.split(".");
  if (root === "lake" && name !== undefined && rest.length === 0) return `a zone is written lake.zones.${name}, and `;
  if (root === "warehouse") return "the tables of a schema would not move with its name, and ";
  return root === "environments" ? "its name is in the name of everything that it has made, and " : "";
}

/** Gives a node another name: its key, every reference to it and to its datasets, and `movedFrom`, so that nothing that holds data is replaced. */
export function renameNode(rename: Rename): Codemod {
  const path = [...rename.section, rename.from].join(".");
  return {
    name: "rename-node",
    from: "datastack/v1",
    to: "datastack/v1",
    summary: `${path} becomes ${rename.to}.`,
    edit: (input) => editsOf(rename, input),
  };
}

function editsOf({ section, from, to }: Rename, { document, files }: CodemodInput): FileEdits {
  const spec = document.value;
  const nodes = valuesAt(spec, section)[0]?.value;
  refuseImpossible(section, from, to, nodes);

  const pointer = pointerTo(...section, from);
  const keys = layersOf(spec).flatMap((layer) => valuesAt(layer.value, [...section, from]).map((found) => layer.pointer + found.pointer));
  const moved = movedReferences(section, from, to, spec);
  const edits = [
    ...keys.map((key) => replaceText(document.locate(key, "key"), from, to)),
    insertMovedFrom(document.locate(pointer), pointer, from),
    ...referencesOf(spec).flatMap(({ pointer: place, part, text }) => {
      const span = document.locate(place, part === "key" ? "key" : "value");
      if (part === "sql") return editRefs(span, moved);
      const rename = moved.find(([former]) => isAtOrBelow(text, former));
      return rename ? [replaceText(span, rename[0], rename[1])] : [];
    }),
  ];
  return new Map([[document.file.path, edits], ...sqlEdits(spec, files.read.bind(files), moved)]);
}

function refuseImpossible(section: readonly string[], from: string, to: string, nodes: unknown): void {
  const place = section.join(".");
  const node = isMap(nodes) ? ownValue(nodes, from) : undefined;
  if (!isMap(nodes) || node === undefined) {
    const meant = nearest(from, Object.keys(isMap(nodes) ? nodes : {}));
    throw new MigrationError(`There is no ${place}.${from}.${meant === undefined ? "" : ` Did you mean ${quote(meant)}?`}`);
  }
  if (from === to) throw new MigrationError(`${place}.${from} has that name already.`);
  if (ownValue(nodes, to) !== undefined) throw new MigrationError(`There is a ${place}.${to} already: choose another name.`);
  const formerly = isMap(node) ? ownValue(node, "movedFrom") : undefined;
  if (formerly !== undefined)
    throw new MigrationError(
      `${place}.${from} has been renamed before, from ${quote(String(formerly))} (movedFrom), and a node has one former name. Rename it by hand, if it is deployed nowhere as ${quote(from)} yet.`,
    );
}

/** References that change: each former beginning with the new one. */
function movedReferences(section: readonly string[], from: string, to: string, spec: unknown): readonly (readonly [string, string])[] {
  const [root = ""] = section;
  if (root === "access") return [];
  if (root === "lake" || root === "sources") return [[`${root}.${from}`, `${root}.${to}`]];
  // A node of several tables gives none of them its name.
  const layers = layersOf(spec);
  if (layers.some(({ value }) => valuesAt(value, [root, from, "tables"]).length > 0)) return [];
  const targets = layers.flatMap(({ value }) => valuesAt(value, [root, from, "to"]).map((target) => String(target.value)));
  return [...new Set(targets)].map((target) => [`${target}.${from}`, `${target}.${to}`]);
}

function insertMovedFrom(span: Span, pointer: string, from: string): TextEdit {
  const edit = insertEntry(span, `movedFrom: ${asYaml(from)}`);
  if (edit) return edit;
  throw new MigrationError(
    `${dottedPath(pointer)} stands for a value that is written elsewhere (*name): write its keys out, then rename it.`,
  );
}

function isAtOrBelow(text: string, reference: string): boolean {
  return text === reference || text.startsWith(`${reference}.`);
}

/** Replaces the beginning of a text inside of what is written there: only the quotes around it are not it. */
function replaceText({ file, start, end }: Span, former: string, name: string): TextEdit {
  const at = file.text.slice(start, end).indexOf(former);
  if (at === -1)
    throw new MigrationError(`${quote(file.text.slice(start, end))} is written with escapes: write ${former} there, then rename it.`);
  return { start: start + at, end: start + at + former.length, replacement: name };
}

function sqlEdits(
  spec: unknown,
  read: (path: string) => { readonly file: SourceFile } | { readonly problem: string },
  moved: readonly (readonly [string, string])[],
): readonly (readonly [string, readonly TextEdit[]])[] {
  const paths = layersOf(spec).flatMap(({ value }) => valuesAt(value, ["transforms", "*", "sql"]).map((found) => String(found.value)));
  return paths.flatMap((path) => {
    const result = read(path);
    if (!("file" in result)) return [];
    const { file } = result;
    return [[file.path, editRefs({ file, start: 0, end: file.text.length }, moved)] as const];
  });
}

/** The references in calls of ref("…"), also where the quotes are escaped because the SQL stands in quotes itself. */
function editRefs({ file, start, end }: Span, moved: readonly (readonly [string, string])[]): readonly TextEdit[] {
  const text = file.text.slice(start, end);
  return moved.flatMap(([former, name]) => {
    const call = new RegExp(`\\bref\\s*\\(\\s*(?:\\\\?"|'{1,2})(?=${former.replaceAll(".", "\\.")}[."'\\\\])`, "g");
    return [...text.matchAll(call)].map((match) => {
      const at = start + match.index + match[0].length;
      return { start: at, end: at + former.length, replacement: name };
    });
  });
}
