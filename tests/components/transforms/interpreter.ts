import { createHash } from "node:crypto";
import jsonata from "jsonata";
import { nestedStates } from "../../../components/transforms/state-machine";
import type { State, States } from "../../../components/transforms/asl";
import type { StateMachineDefinition } from "../../../components/transforms/state-machine";

/** A small interpreter of the Amazon States Language in JSONata, with a clock of its own and services that a test gives. */

/** What a service answers instead of a result. */
export class ServiceError extends Error {
  constructor(
    readonly error: string,
    readonly reason = "",
  ) {
    super(`${error}: ${reason}`);
  }
}

export interface TaskCall {
  /** Without the ARN's beginning: `athena:startQueryExecution.sync`. */
  readonly resource: string;
  readonly arguments: Record<string, unknown>;
  readonly state: string;
  readonly execution: string;
}

export type Services = (call: TaskCall) => Promise<unknown> | unknown;

export interface ExecutionResult {
  readonly status: "SUCCEEDED" | "FAILED" | "ABORTED";
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states in the order in which they were entered. */
  readonly states: readonly string[];
}

/** Time that passes only when everybody waits. */
export class Clock {
  now = Date.parse("2025-11-21T05:30:00.000Z");
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  sleep(seconds: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.now + seconds * 1000, wake }));
  }

  /** Lets time pass until the work is done. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let open = true;
    const closed = work.finally(() => (open = false));
    closed.catch(() => undefined);
    for (;;) {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (!open) return closed;
      const next = this.#sleepers.sort((one, other) => one.at - other.at).shift();
      if (next === undefined) continue;
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
  }
}

export interface ExecutionArgs {
  readonly definition: StateMachineDefinition;
  readonly machineArn: string;
  readonly name: string;
  readonly startTime: string;
  readonly services: Services;
  readonly clock: Clock;
  /** Called before each state; a throw of `Abort` ends the execution there, as if somebody stopped it. */
  readonly beforeState?: (state: string) => void;
}

/** Somebody stops the execution. */
export class Abort extends Error {}

class FailState extends ServiceError {}

interface Scope {
  readonly values: ReadonlyMap<string, unknown>;
  /** Names that an outer scope has: they may be read, not assigned. */
  readonly outer: ReadonlySet<string>;
}

const dataLimit = 262_144;
const expressions = new Map<string, jsonata.Expression>();

export async function execute(args: ExecutionArgs): Promise<ExecutionResult> {
  const entered: string[] = [];
  const executionArn = `${args.machineArn.replace(":stateMachine:", ":execution:")}:${args.name}`;
  const context = {
    Execution: { Id: executionArn, Name: args.name, StartTime: args.startTime, Input: { some: "event" } },
    StateMachine: { Id: args.machineArn },
  };
  try {
    const output = await runStates(
      args.definition.States,
      args.definition.StartAt,
      { some: "event" },
      { values: new Map(), outer: new Set() },
    );
    return { status: "SUCCEEDED", output, states: entered };
  } catch (problem) {
    if (problem instanceof Abort) return { status: "ABORTED", states: entered };
    if (problem instanceof ServiceError) return { status: "FAILED", error: problem.error, cause: problem.reason, states: entered };
    throw problem;
  }

  async function runStates(states: States, startAt: string, given: unknown, outer: Scope): Promise<unknown> {
    let scope: Scope = { values: new Map(outer.values), outer: outer.outer };
    let input = given;
    for (let name = startAt; ;) {
      const state = states[name];
      if (state === undefined) throw new Error(`There is no state "${name}".`);
      args.beforeState?.(name);
      entered.push(name);
      checkSize(input, name);
      const step = await runState(name, state, input, scope);
      checkSize(step.output, name);
      scope = { ...scope, values: step.values };
      input = step.output;
      if (step.next === undefined) return input;
      name = step.next;
    }
  }

  interface StepResult {
    readonly output: unknown;
    readonly values: ReadonlyMap<string, unknown>;
    readonly next?: string;
  }

  async function runState(name: string, state: State, input: unknown, scope: Scope): Promise<StepResult> {
    const State = { Name: name, EnteredTime: new Date(args.clock.now).toISOString() };
    const evaluate = (value: unknown, extra: object = {}) =>
      evaluateDeep(value, { input, context: { ...context, State }, ...extra }, scope.values);
    const leave = async (fields: State | object, extra: object, fallback: unknown, next: string | undefined): Promise<StepResult> => {
      const { Assign, Output } = fields as { readonly Assign?: object; readonly Output?: unknown };
      const assigned = Assign === undefined ? {} : ((await evaluate(Assign, extra)) as object);
      const output = Output === undefined ? fallback : await evaluate(Output, extra);
      const values = new Map(scope.values);
      for (const [variable, value] of Object.entries(assigned)) {
        if (scope.outer.has(variable)) throw new Error(`${name} assigns $${variable} of an outer scope.`);
        values.set(variable, value);
      }
      return { output, values, ...(next === undefined ? {} : { next }) };
    };
    const next = state["Next"] as string | undefined;

    switch (state.Type) {
      case "Pass":
        return leave(state, {}, input, next);
      case "Wait":
        await args.clock.sleep(Number(await evaluate(state["Seconds"])));
        return leave(state, {}, input, next);
      case "Succeed":
        return leave(state, {}, input, undefined);
      case "Fail":
        throw new FailState(String(await evaluate(state["Error"])), String(await evaluate(state["Cause"])));
      case "Choice":
        for (const choice of state["Choices"] as readonly { readonly Condition: string; readonly Next: string }[]) {
          const holds = await evaluate(choice.Condition);
          if (typeof holds !== "boolean") throw new Error(`A condition of ${name} is ${JSON.stringify(holds)}: ${choice.Condition}`);
          if (holds) return leave(choice, {}, input, choice.Next);
        }
        return leave({}, {}, input, state["Default"] as string);
      case "Task":
        return attempt(name, state, leave, async () => {
          const taskArguments = (await evaluate(state["Arguments"])) as Record<string, unknown>;
          checkSize(taskArguments, name);
          const resource = String(state["Resource"]).replace(/^arn:aws:states:::/, "");
          return args.services({ resource, arguments: taskArguments, state: name, execution: executionArn });
        });
      case "Parallel":
        return attempt(name, state, leave, () => {
          const branches = state["Branches"] as readonly { readonly StartAt: string; readonly States: States }[];
          return Promise.all(branches.map((branch) => runStates(branch.States, branch.StartAt, input, inner(scope))));
        });
      case "Map":
        return attempt(name, state, leave, async () => {
          const items = (await evaluate(state["Items"])) as readonly unknown[];
          const processor = state["ItemProcessor"] as { readonly StartAt: string; readonly States: States };
          const results: unknown[] = [];
          for (const item of items) results.push(await runStates(processor.States, processor.StartAt, item, inner(scope)));
          return results;
        });
    }
  }

  async function attempt(
    name: string,
    state: State,
    leave: (fields: State | object, extra: object, fallback: unknown, next: string | undefined) => Promise<StepResult>,
    work: () => Promise<unknown> | unknown,
  ): Promise<StepResult> {
    const tries = new Map<object, number>();
    for (;;) {
      try {
        const result = await work();
        checkSize(result, name);
        return await leave(state, { result }, result, state["Next"] as string | undefined);
      } catch (problem) {
        if (!(problem instanceof ServiceError)) throw problem;
        const retrier = ((state["Retry"] ?? []) as readonly RetrierFields[]).find(({ ErrorEquals }) => matches(ErrorEquals, problem.error));
        const tried = retrier === undefined ? 0 : (tries.get(retrier) ?? 0);
        if (retrier !== undefined && tried < retrier.MaxAttempts) {
          tries.set(retrier, tried + 1);
          await args.clock.sleep((retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** tried);
          continue;
        }
        const catcher = ((state["Catch"] ?? []) as readonly CatcherFields[]).find(({ ErrorEquals }) => matches(ErrorEquals, problem.error));
        if (catcher === undefined) throw problem;
        const errorOutput = { Error: problem.error, Cause: problem.reason };
        return await leave(catcher, { errorOutput }, errorOutput, catcher.Next);
      }
    }
  }
}

interface RetrierFields {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
}

interface CatcherFields {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

function matches(names: readonly string[], error: string): boolean {
  return names.some((name) => name === error || name === "States.ALL" || (name === "States.TaskFailed" && error !== "States.Timeout"));
}

function inner({ values, outer }: Scope): Scope {
  return { values, outer: new Set([...outer, ...values.keys()]) };
}

function checkSize(data: unknown, state: string): void {
  const size = Buffer.byteLength(JSON.stringify(data ?? null));
  if (size > dataLimit) throw new ServiceError("States.DataLimitExceeded", `${state}: ${size} bytes`);
}

async function evaluateDeep(value: unknown, states: object, variables: ReadonlyMap<string, unknown>): Promise<unknown> {
  if (typeof value === "string") return value.startsWith("{%") && value.endsWith("%}") ? evaluateText(value, states, variables) : value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => evaluateDeep(item, states, variables)));
  if (typeof value !== "object" || value === null) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await evaluateDeep(item, states, variables)] as const),
  );
  return Object.fromEntries(entries);
}

/** Evaluates `{% … %}` as Step Functions does: with `$states`, the variables, and the functions that the service adds. */
export async function evaluateText(text: string, states: object, variables: ReadonlyMap<string, unknown> = new Map()): Promise<unknown> {
  const source = text.slice(2, -2);
  const parsed = expressions.get(source) ?? jsonata(source);
  expressions.set(source, parsed);
  const bindings = {
    ...Object.fromEntries(variables),
    states,
    hash: (value: string, algorithm: string) => createHash(algorithm.replace("-", "").toLowerCase()).update(value).digest("hex"),
    parse: (value: string) => JSON.parse(value) as unknown,
  };
  let result: unknown;
  try {
    result = await parsed.evaluate({}, bindings);
  } catch (problem) {
    throw new ServiceError("States.QueryEvaluationError", `${String((problem as { message?: string }).message)} in ${source}`);
  }
  if (result === undefined) throw new ServiceError("States.QueryEvaluationError", `undefined: ${source}`);
  return JSON.parse(JSON.stringify(result)) as unknown;
}

/** Every state with its name, also those inside others. */
export function everyState(states: States): readonly (readonly [string, State])[] {
  return Object.entries(states).flatMap(([name, state]) => [[name, state] as const, ...nestedStates(state).flatMap(everyState)]);
}
