import { deploy } from "./deploy";

/** The program that the Pulumi engine runs: config → compile → provision → outputs. */
export = deploy;
