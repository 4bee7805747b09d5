import type { LinkContext } from "../link/link-context";
import type { StackGraph } from "../model/graph";

/** Something that must hold in a linked stack; a rule reports everything that breaks it. */
export type Rule = (graph: StackGraph, context: LinkContext) => void;
