import { stripVTControlCharacters } from "node:util";
import { displayWidth } from "../../compiler/diagnostics/display-text";

/** How parts of a page are stressed; nothing of it without colours. */
export interface PagePaint {
  heading(text: string): string;
  code(text: string): string;
}

interface PageOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: PagePaint;
}

/** A page of our own documentation as a terminal shows it: what Markdown says with signs is said with indentation and lines. */
export function renderPage(markdown: string, options: PageOptions): string {
  const blocks = [...markdown.matchAll(/^```.*\n([^]*?)^```$|^.+(?:\n(?!```).+)*/gm)];
  return blocks.map(([block, code]) => (code === undefined ? renderProse(block, options) : renderCode(code))).join("\n");
}

function renderCode(code: string): string {
  return code.replaceAll(/^(?=.)/gm, "    ");
}

function renderProse(block: string, options: PageOptions): string {
  const heading = /^#+ (.*)$/.exec(block)?.[1];
  if (heading !== undefined) return `${options.paint.heading(heading)}\n`;
  if (block.startsWith("| ")) return renderTable(block.split("\n").slice(2), options);
  if (!block.startsWith("- ")) return wrapped(block, options, "");
  return block
    .split(/\n(?=- )/)
    .map((entry) => wrapped(entry.slice(2), options, "  - "))
    .join("");
}

/** Two columns: what is looked up, and what it is. */
function renderTable(rows: readonly string[], options: PageOptions): string {
  const cells = rows.map((row) => row.slice(2, -2).split(" | "));
  const names = cells.map(([name = ""]) => name.replace(/^\[(.*)\]\(.*\)$/, "$1"));
  const widest = Math.max(...names.map((name) => name.length));
  return cells
    .map(([, text = ""], index) => {
      const name = names[index] as string;
      return wrapped(text, options, `  ${options.paint.code(name)}${" ".repeat(widest + 2 - name.length)}`);
    })
    .join("");
}

/** Text in lines of the width, the first behind `lead` and the others below it. */
function wrapped(text: string, { width, paint }: PageOptions, lead: string): string {
  const words = text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/`([^`]+)`/g, (_, code: string) => code.split(/\s/).map(paint.code).join(" "))
    .split(/\s+/);
  const indent = " ".repeat(shownWidth(lead));
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && indent.length + shownWidth(line) + 1 + shownWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((shown, index) => `${index === 0 ? lead : indent}${shown}\n`).join("");
}

function shownWidth(text: string): number {
  return displayWidth(stripVTControlCharacters(text));
}
