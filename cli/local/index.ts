/** What a bundle of its own has, so that commands without a local run start as fast as before. */
export * from "../../local";
export { queryLocal } from "./query-local";
export { runLocal } from "./run-local";
