import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Script } from "node:vm";

/**
 * Loads a bundle of the build as a module, with what V8 made of it: half of the time of a short command would go into compiling the same code again.
 * Another version of Node refuses the cache and compiles.
 *
 * @param filename - The bundle, a function as Node wraps a module; its cache lies beside it, `main.cache` beside `main.js`.
 */
export function loadBundle(filename: string, parent: NodeJS.Require): unknown {
  const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: readCache(filename.replace(/\.js$/, ".cache")) });
  const load = script.runInThisContext() as (
    require: NodeJS.Require,
    module: { exports: unknown },
    exports: unknown,
    filename: string,
    folder: string,
  ) => void;
  const loaded = { exports: {} as unknown };
  load(parent, loaded, loaded.exports, filename, dirname(filename));
  return loaded.exports;
}

function readCache(filename: string): Buffer | undefined {
  try {
    return readFileSync(filename);
  } catch {
    return undefined;
  }
}
