import { basename, relative } from "node:path";

/** How this program was called, to be called again in a folder: `datastack`, `npx datastack`, `node dist/cli/datastack.js`. */
export function calledAs(script = process.argv[1] as string, folder = process.cwd()): string {
  if (basename(script) !== "datastack") return `node ${shellWord(relative(folder, script))}`;
  return /[\\/]node_modules[\\/]\.bin[\\/]/.test(script) ? "npx datastack" : "datastack";
}

/** A word as a shell reads it back. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
