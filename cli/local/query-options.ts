import type { OutputOptions } from "../output-options";

/** The options of `datastack query`. */
export interface QueryCommandOptions extends OutputOptions {
  readonly format: "text" | "json" | "csv";
  readonly as?: string;
  readonly limit: number;
  readonly warehouse?: string;
  readonly state?: string;
}
