import type { CommandEntry } from "../command";

/** Every command, by name; the help lists them in this order. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: "begin a stack: a spec, its SQL and sample data",
    load: async () => (await import("./init")).initCommand,
  },
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
  graph: {
    summary: "draw what comes from where, as Mermaid or SVG",
    load: async () => (await import("./graph")).graphCommand,
  },
  schema: {
    summary: "print the JSON Schema of the spec language",
    load: async () => (await import("./schema")).schemaCommand,
  },
  migrate: {
    summary: "rewrite a spec: for the newest language version, or after a rename",
    load: async () => (await import("./migrate")).migrateCommand,
  },
  explain: {
    summary: "say what a problem's code means",
    load: async () => (await import("./explain")).explainCommand,
  },
};
