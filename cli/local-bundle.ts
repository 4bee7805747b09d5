import { createRequire } from "node:module";
import { join } from "node:path";
import { loadBundle } from "./cached-bundle";

/** The local run, loaded when a command needs it: DuckDB and the drivers of databases come with it. */
export = loadBundle(join(__dirname, "program.js"), createRequire(__filename));
