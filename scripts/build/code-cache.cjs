// Runs the command and then keeps what V8 has compiled of one bundle: node scripts/build/code-cache.cjs <root> <bundle> <argument…>
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const vm = require("node:vm");

const [root, bundle, ...words] = process.argv.slice(2);
const command = join(root, "dist/cli/datastack.js");

const Script = vm.Script;
vm.Script = class extends Script {
  constructor(code, options) {
    super(code, options);
    if (options.filename === bundle) process.on("exit", () => writeFileSync(bundle.replace(/\.js$/, ".cache"), this.createCachedData()));
  }
};
process.argv = [process.argv[0], command, ...words];
require(command);
