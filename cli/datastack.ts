#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";

/**
 * Starts the program that the build has put into one file, `main.js`, with what V8 made of it: half of the time of a short command would go into
 * compiling the same code again. Another version of Node refuses the cache and compiles.
 */
const filename = join(__dirname, "main.js");
const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: readCache() });
const start = script.runInThisContext() as (
  require: NodeJS.Require,
  module: NodeJS.Module,
  exports: unknown,
  filename: string,
  dirname: string,
) => void;
start(require, module, exports, filename, __dirname);

function readCache(): Buffer | undefined {
  try {
    return readFileSync(join(__dirname, "main.cache"));
  } catch {
    return undefined;
  }
}
