import type { Maintenance } from "../../compiler/model/graph";
import { expression, inOrder, stateName, type Part, type State } from "./asl";
import { lostCommit } from "./merge-table";
import { notFound } from "./task-limits";
import { callTask, queryTask, type TaskSetting } from "./tasks";

/** Tables at a time: an account runs a limited number of queries at once, which the transforms need too. */
const tablesAtOnce = 4;

/** How often a statement is sent that did a part of its work, and one that another writer came before. */
const mostRounds = 20;
const mostCommits = 5;

/** Bytes of the list of tables in one state, of the 262,144 that a state may have. */
const listLimit = 200_000;

/**
 * Compacts Iceberg tables and expires their snapshots, some tables at a time. A table that nobody has made yet is left alone; a failure does not stop
 * the other tables, and fails the run at the end with their names.
 */
export function maintainTables(setting: TaskSetting, node: string, tables: readonly Maintenance[]): Part {
  const groups = chunksOf(tables.map(({ database, table, statements }) => ({ database, table, statements })));
  const names = { decide: stateName(node, "all done?"), failed: stateName(node, "failed") };
  return inOrder([
    ...groups.map((items, index) => tableLoop(setting, groups.length === 1 ? node : `${node} ${index + 1}`, items)),
    (next) => ({
      startAt: names.decide,
      states: {
        [names.decide]: {
          Type: "Choice",
          Choices: [{ Condition: expression("$states.input.failed != ''"), Next: names.failed }],
          Default: next,
        },
        [names.failed]: { Type: "Fail", Error: "MaintenanceFailed", Cause: expression("$substring($states.input.failed, 0, 30000)") },
      },
    }),
  ]);
}

interface TableWork {
  readonly database: string;
  readonly table: string;
  readonly statements: readonly string[];
}

function tableLoop(setting: TaskSetting, node: string, items: readonly TableWork[]): Part {
  const name = stateName(node, "each table");
  const loop: State = {
    Type: "Map",
    Items: items,
    MaxConcurrency: tablesAtOnce,
    ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...tableStates(setting, node) },
    Output: { failed: expression("$join([$states.input.failed[$ != ''], $states.result.failed], '; ')") },
  };
  return (next) => ({ startAt: name, states: { [name]: { ...loop, Next: next } } });
}

function tableStates(setting: TaskSetting, node: string) {
  const names = {
    find: stateName(node, "find table"),
    absent: stateName(node, "not made yet"),
    send: stateName(node, "send statement"),
    more: stateName(node, "more statements?"),
    again: stateName(node, "send again?"),
    wait: stateName(node, "wait to send"),
    failed: stateName(node, "give up table"),
    done: stateName(node, "table done"),
  };
  const cause = "$states.input.cause";
  return {
    StartAt: names.find,
    States: {
      [names.find]: {
        ...callTask(setting, {
          service: "glue",
          action: "getTable",
          arguments: { DatabaseName: expression("$states.input.database"), Name: expression("$states.input.table") },
          output: expression("$merge([$states.input, {'next': 0, 'rounds': 0, 'lost': 0}])"),
          catches: [{ ErrorEquals: [notFound], Output: {}, Next: names.absent }, giveUp(names.failed)],
        }),
        Next: names.send,
      },
      [names.absent]: { Type: "Succeed" },
      [names.send]: {
        ...queryTask(setting, {
          statement: expression("$states.input.statements[$states.input.next]"),
          database: expression("$states.input.database"),
          output: expression("$merge([$states.input, {'next': $states.input.next + 1, 'rounds': 0, 'lost': 0}])"),
          catches: [giveUp(names.again)],
        }),
        Next: names.more,
      },
      [names.more]: {
        Type: "Choice",
        Choices: [{ Condition: expression("$states.input.next < $count($states.input.statements)"), Next: names.send }],
        Default: names.done,
      },
      [names.again]: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression(`$contains(${cause}, 'MORE_RUNS_NEEDED') and $states.input.rounds < ${mostRounds}`),
            Output: expression("$merge([$states.input, {'rounds': $states.input.rounds + 1, 'cause': ''}])"),
            Next: names.send,
          },
          {
            Condition: expression(`${lostCommit(cause)} and $states.input.lost < ${mostCommits}`),
            Output: expression("$merge([$states.input, {'lost': $states.input.lost + 1, 'cause': ''}])"),
            Next: names.wait,
          },
        ],
        Default: names.failed,
      },
      [names.wait]: { Type: "Wait", Seconds: expression("60 * $states.input.lost"), Next: names.send },
      [names.failed]: {
        Type: "Pass",
        Output: {
          failed: expression(`$states.input.database & '.' & $states.input.table & ': ' & $substring(${reason}, 0, 500)`),
        },
        Next: names.done,
      },
      [names.done]: { Type: "Succeed", Output: expression("$exists($states.input.failed) ? {'failed': $states.input.failed} : {}") },
    },
  };
}

/** The reason in what Step Functions says of a failed query, which is the query as JSON and may be cut; all of it when there is none. */
const reason = `(
  $found := $match($states.input.cause, /"StateChangeReason":\\s*"([^"]*)/);
  $exists($found) ? $found[0].groups[0] : $states.input.cause
)`;

function giveUp(next: string) {
  return {
    ErrorEquals: ["States.ALL"],
    Output: expression("$merge([$states.input, {'cause': $states.errorOutput.Error & ': ' & $states.errorOutput.Cause}])"),
    Next: next,
  };
}

/** Lists that a state can hold. */
function chunksOf(items: readonly TableWork[]): readonly (readonly TableWork[])[] {
  const chunks: TableWork[][] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = chunks.at(-1);
    if (last !== undefined && size + itemSize <= listLimit) {
      last.push(item);
      size += itemSize;
    } else {
      chunks.push([item]);
      size = itemSize;
    }
  }
  return chunks;
}
