import { createHash } from "node:crypto";

/**
 * The Amazon States Language as data: states, how they are put one after another, and the texts of the JSONata query language.
 *
 * All machines are JSONata throughout (AWS Step Functions Developer Guide, "Transforming data with JSONata in Step Functions"; version 2.0.6).
 */

/** A state as the service gets it. */
export interface State {
  readonly Type: "Choice" | "Fail" | "Map" | "Parallel" | "Pass" | "Succeed" | "Task" | "Wait";
  readonly [field: string]: unknown;
}

export type States = Readonly<Record<string, State>>;

/** States with one way in; the way out is in them already. */
export interface Chain {
  readonly startAt: string;
  readonly states: States;
}

/** States that go on with a state that is not among them: the name of which is given when they are put together. */
export type Part = (next: string) => Chain;

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: unknown;
}

/** Names of states are unique in the whole machine, also across branches, and at most 80 characters (Step Functions Developer Guide, "Quotas"). */
const stateNameLimit = 80;

/** One state that goes on with the next. */
export function single(name: string, state: State): Part {
  return (next) => ({ startAt: name, states: { [name]: { ...state, Next: next } } });
}

/** Parts one after another. */
export function inOrder(parts: readonly Part[]): Part {
  return (next) =>
    parts.reduceRight<Chain>(
      (rest, part) => {
        const chain = part(rest.startAt);
        return { startAt: chain.startAt, states: joinStates([chain.states, rest.states]) };
      },
      { startAt: next, states: {} },
    );
}

/** A part that ends: the states of a branch. */
export function branch(part: Part, label: string): { readonly StartAt: string; readonly States: States } {
  const done = stateName(label, "done");
  const chain = part(done);
  return { StartAt: chain.startAt, States: joinStates([chain.states, { [done]: { Type: "Succeed" } }]) };
}

/**
 * All states together.
 *
 * @throws Error - When two have one name: a state would be lost without a word.
 */
export function joinStates(groups: readonly States[]): States {
  const joined = new Map<string, State>();
  for (const [name, state] of groups.flatMap((group) => Object.entries(group))) {
    if (joined.has(name)) throw new Error(`Two states are named "${name}".`);
    joined.set(name, state);
  }
  return Object.fromEntries(joined);
}

/** `<node>: <what>` in ASCII, since other characters break CloudWatch's metrics; a node that is too long or not ASCII is cut and ends with its hash. */
export function stateName(node: string, what?: string): string {
  const tail = what === undefined ? "" : `: ${what}`;
  const plain = node.replace(/[^\x20-\x7e]/g, "_");
  if (plain === node && node.length + tail.length <= stateNameLimit) return node + tail;
  const hash = createHash("sha256").update(node).digest("hex").slice(0, 8);
  return `${plain.slice(0, stateNameLimit - tail.length - hash.length - 1)}-${hash}${tail}`;
}

/**
 * A JSONata expression as the value of a field, in one line: validators of the language read it up to the first line end. Line ends inside of texts are
 * escapes already (`textLiteral`).
 */
export function expression(text: string): string {
  return `{% ${text.replace(/\s*\n\s*/g, " ")} %}`;
}

/** What a state got, for the next one. */
export const sameInput = expression("$states.input");

/** A text as a JSONata literal; single quotes stand as escapes, since JSONata cannot escape them otherwise, and nothing inside ends the expression. */
export function textLiteral(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${escaped.replaceAll("'", "\\u0027").replaceAll("%}", "%\\u007d")}'`;
}

/** A call of an AWS API by its own name: `glue`, `getTable`. */
export function sdkCall(partition: string, service: string, action: string): string {
  return `arn:${partition}:states:::aws-sdk:${service}:${action}`;
}

/** An integration that Step Functions has optimized: `glue:startJobRun.sync`. */
export function integration(partition: string, name: string): string {
  return `arn:${partition}:states:::${name}`;
}
