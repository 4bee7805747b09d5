import type { Run } from "../../compiler/model/graph";
import { branch, inOrder, joinStates, stateName, type Part, type State, type States } from "./asl";
import { overlapGuard } from "./overlap-guard";
import { levelNodes, type RunNode, type RunSetting } from "./run-steps";
import { runTimeoutSeconds } from "./task-limits";

/** A state machine as the service gets it. */
export interface StateMachineDefinition {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly TimeoutSeconds: number;
  readonly StartAt: string;
  readonly States: States;
}

/**
 * What one run does: the guard, then its levels one after another. The things of a level run side by side, and a slow one holds the next level; one that
 * fails stops the others of its level and the run.
 *
 * What the execution was started with is dropped at once, and nothing is handed from level to level: all that a state needs is in the definition,
 * and `$run`.
 */
export function runDefinition(setting: RunSetting, run: Run): StateMachineDefinition {
  const done = stateName("Done");
  const guard = overlapGuard(setting, { run: run.name, waits: run.trigger.kind === "arrival" });
  const levels = run.levels.map((level, index) => levelPart(levelNodes(setting, level), index + 1));
  const chain = inOrder([guard, ...levels])(done);
  return {
    Comment: `Run ${run.name} of ${setting.context.stack} in ${setting.context.environment}`,
    QueryLanguage: "JSONata",
    TimeoutSeconds: runTimeoutSeconds,
    StartAt: chain.startAt,
    States: joinStates([chain.states, { [done]: { Type: "Succeed", Output: {} } }]),
  };
}

function levelPart(nodes: readonly RunNode[], number: number): Part {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only.part;
  const name = stateName(`Level ${number}`);
  const level: State = { Type: "Parallel", Branches: nodes.map(({ label, part }) => branch(part, label)), Output: {} };
  return (next) => ({ startAt: name, states: { [name]: { ...level, Next: next } } });
}

/** Of a definition: 1 MB (Step Functions Developer Guide, "Quotas"). */
const definitionLimit = 1_000_000;

/** Of what a task sends: 256 KiB as text (the same); Athena's own limit of a statement is as many characters. */
const argumentsLimit = 262_144;

/** Room for what is not known yet: the run's id, the columns of a merge. */
const argumentsReserve = 12_000;

/** Why the service would refuse a definition, or a task fail for its size; no problem otherwise. */
export function definitionProblems(run: Run, definition: StateMachineDefinition): readonly string[] {
  const size = Buffer.byteLength(JSON.stringify(definition));
  return [
    ...(size > definitionLimit
      ? [
          `The state machine of run ${run.name} has ${size.toLocaleString("en")} bytes; AWS Step Functions takes 1 MB. ` +
            "Give some of its transforms a schedule of their own, so that they become another run.",
        ]
      : []),
    ...allTasks(definition.States).flatMap(([name, task]) => {
      const bytes = Buffer.byteLength(JSON.stringify(task.Arguments));
      return bytes > argumentsLimit - argumentsReserve
        ? [
            `${name} in run ${run.name} sends ${bytes.toLocaleString("en")} bytes; AWS Step Functions takes 256 KiB. Split the SQL into several transforms.`,
          ]
        : [];
    }),
  ];
}

/** Every task of a definition, also those of branches and loops, with its name. */
export function allTasks(states: States): readonly (readonly [string, State])[] {
  return Object.entries(states).flatMap(([name, state]) => [
    ...(state.Type === "Task" ? [[name, state] as const] : []),
    ...nestedStates(state).flatMap(allTasks),
  ]);
}

/** The states inside a state: branches of a Parallel, the processor of a Map. */
export function nestedStates(state: State): readonly States[] {
  const branches = (state["Branches"] ?? []) as readonly { readonly States: States }[];
  const processor = state["ItemProcessor"] as { readonly States: States } | undefined;
  return [...branches.map(({ States: inner }) => inner), ...(processor === undefined ? [] : [processor.States])];
}
