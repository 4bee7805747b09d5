// Runs a bundle as cli/datastack.ts does, and then keeps what V8 has compiled: node scripts/build/code-cache.cjs <bundle> <cache> <argument…>
const { readFileSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { Script } = require("node:vm");

const [filename, cache, ...words] = process.argv.slice(2);
const script = new Script(readFileSync(filename, "latin1"), { filename });
process.argv = [process.argv[0], filename, ...words];
script.runInThisContext()(require, module, exports, filename, dirname(filename));
process.on("exit", () => writeFileSync(cache, script.createCachedData()));
