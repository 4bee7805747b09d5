import type { CommandEntry } from "../command";

/** Every command, by name; the help lists them in this order. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  validate: {
    summary: "check a spec in all its environments",
    load: async () => (await import("./validate")).validateCommand,
  },
  plan: {
    summary: "show the resources of one environment, without a cloud account",
    load: async () => (await import("./plan")).planCommand,
  },
  run: {
    summary: "run the stack on this machine",
    load: async () => (await import("./run")).runCommand,
  },
  query: {
    summary: "ask what a run has made",
    load: async () => (await import("./query")).queryCommand,
  },
  stop: {
    summary: "stop the warehouse that a run has started",
    load: async () => (await import("./stop")).stopCommand,
  },
  explain: {
    summary: "say what a problem's code means",
    load: async () => (await import("./explain")).explainCommand,
  },
};
