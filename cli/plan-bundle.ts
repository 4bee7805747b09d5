import { join } from "node:path";
import { createRequire } from "node:module";
import { loadBundle } from "./cached-bundle";

/** The plan, loaded when a command needs it: the Pulumi SDK comes with it. */
export = loadBundle(join(__dirname, "program.js"), createRequire(__filename));
