import type { OutputOptions } from "../output-options";

/** The options of `datastack run`. */
export interface RunCommandOptions extends OutputOptions {
  readonly format: "text" | "json";
  readonly source: ReadonlyMap<string, string>;
  readonly warehouse?: string;
  readonly only?: string;
  readonly reset?: boolean;
  readonly serve?: boolean;
  readonly port?: number;
  readonly state?: string;
}
