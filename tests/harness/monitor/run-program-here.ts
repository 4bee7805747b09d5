import * as pulumi from "@pulumi/pulumi";
import { quietStackTraces } from "../../../plan/record-stack";
import { qualifyKeys } from "./config-keys";
import { type EngineOptions, type ProgramRecord, withEngine } from "./run-program";

/**
 * Runs a Pulumi program that ends well in this process, as the SDK's own server of inline programs does, against the small engine of `runProgram`: loading
 * the SDK again costs more than most programs do. Exit codes, what is said of a failure and settings from the environment are a process's.
 *
 * Runs must not overlap: the SDK's settings are global. What a program throws is an unhandled rejection too, and Vitest fails the tests for it.
 */
export function runProgramHere(options: EngineOptions, program: () => Promise<unknown>): Promise<ProgramRecord> {
  const { project, stack, config = {}, dryRun = false } = options;
  return withEngine(options, async (address) => {
    const restore = quietStackTraces();
    pulumi.runtime.resetOptions(project, stack, 16, address, address, dryRun, "organization");
    pulumi.runtime.setAllConfig(qualifyKeys(config, project));
    try {
      await pulumi.runtime.runInPulumiStack(program);
      return {};
    } finally {
      await pulumi.runtime.disconnect();
      pulumi.runtime.resetOptions("", "", -1, "", "", false, ""); // a plan would look for the engine
      pulumi.runtime.setAllConfig({});
      restore();
    }
  });
}
