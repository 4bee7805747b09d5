import { basename, relative } from "node:path";

/** How this program was called, to be called again: `datastack`, `npx datastack`, `node dist/cli/datastack.js`. */
export function calledAs(script = process.argv[1] as string): string {
  if (basename(script) !== "datastack") return `node ${shellWord(relative(process.cwd(), script))}`;
  return /[\\/]node_modules[\\/]\.bin[\\/]/.test(script) ? "npx datastack" : "datastack";
}

/** A word as a shell reads it back. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
