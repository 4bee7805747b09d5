import type { Codemod } from "../codemod";

/**
 * What leads from each former version of the language to the next, oldest first: one file a step in this folder, with a test of its own. There is one
 * version yet.
 */
export const versionCodemods: readonly Codemod[] = [];
