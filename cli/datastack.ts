#!/usr/bin/env node
import { join } from "node:path";
import { loadBundle } from "./cached-bundle";

/** Starts the program that the build has put into one file, `main.js`. */
loadBundle(join(__dirname, "main.js"), require);
