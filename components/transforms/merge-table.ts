import type { LakeIncrementalProgram } from "../../compiler/model/graph";
import { expression, stateName, textLiteral, type Part } from "./asl";
import { notFound } from "./task-limits";
import { callTask, dropEntry, queryTask, withRun, type TaskSetting } from "./tasks";

/** How often a merge is sent that another writer of the table, its maintenance, came before. */
const mostMerges = 5;

/**
 * An Iceberg table that rows are merged into by key; the first run makes it.
 *
 * A merge commits as a whole or not at all, so that it can be sent again. The columns come from the table as it is: what was added to it by hand
 * stays, and a select with other columns fails with the name of the column.
 */
export function mergeTable(setting: TaskSetting, node: string, program: LakeIncrementalProgram): Part {
  const { database, table } = program;
  const names = {
    read: stateName(node, "read current"),
    decide: stateName(node, "is it a table?"),
    drop: stateName(node, "drop view"),
    create: stateName(node, "make"),
    made: stateName(node, "made by another run?"),
    merge: stateName(node, "merge"),
    again: stateName(node, "merge again?"),
    wait: stateName(node, "wait to merge"),
    failed: stateName(node, "failed"),
  };
  return (next) => ({
    startAt: names.read,
    states: {
      [names.read]: {
        ...callTask(setting, {
          service: "glue",
          action: "getTable",
          arguments: { DatabaseName: database, Name: table },
          output: expression(currentColumns),
          catches: [{ ErrorEquals: [notFound], Output: {}, Next: names.create }],
        }),
        Next: names.decide,
      },
      [names.decide]: {
        Type: "Choice",
        Choices: [{ Condition: expression("$states.input.view"), Next: names.drop }],
        Default: names.merge,
      },
      [names.drop]: dropEntry(setting, { database, table }, names.create, {}),
      [names.create]: {
        ...queryTask(setting, {
          statement: withRun(program.createTable),
          database,
          output: {},
          catches: [{ ErrorEquals: ["States.TaskFailed"], Output: failure, Next: names.made }],
        }),
        Next: next,
      },
      // Another run, which merges into the table too, was first.
      [names.made]: {
        Type: "Choice",
        Choices: [{ Condition: expression("$contains($states.input.cause, 'TABLE_ALREADY_EXISTS')"), Next: names.read }],
        Default: names.failed,
      },
      [names.merge]: {
        ...queryTask(setting, {
          statement: expression(mergeStatement(program.mergeHead)),
          database,
          output: {},
          catches: [
            {
              ErrorEquals: ["States.TaskFailed"],
              Output: expression(`$merge([$states.input, {'tries': $states.input.tries + 1}, ${failureOf}])`),
              Next: names.again,
            },
          ],
        }),
        Next: next,
      },
      [names.again]: {
        Type: "Choice",
        Choices: [
          { Condition: expression(`${lostCommit("$states.input.cause")} and $states.input.tries < ${mostMerges}`), Next: names.wait },
        ],
        Default: names.failed,
      },
      [names.wait]: { Type: "Wait", Seconds: expression("30 * $states.input.tries"), Next: names.merge },
      [names.failed]: { Type: "Fail", Error: expression("$states.input.error"), Cause: expression("$states.input.cause") },
    },
  });
}

const failureOf = "{'error': $states.errorOutput.Error, 'cause': $states.errorOutput.Cause}";
const failure = expression(failureOf);

/** Whether a query failed because another one committed to the table first (Amazon Athena User Guide, "Troubleshooting in Athena", ICEBERG_COMMIT_ERROR). */
export function lostCommit(cause: string): string {
  return `$contains(${cause}, 'ICEBERG_COMMIT_ERROR')`;
}

/**
 * The columns that the table has now: Glue also lists those that it had, with a parameter that says so.
 */
const currentColumns = `{
  'view': $states.result.Table.TableType = 'VIRTUAL_VIEW',
  'columns': [$states.result.Table.StorageDescriptor.Columns[$not(Parameters.'iceberg.field.current' = 'false')].Name],
  'tries': 0
}`;

/** Appends to `merge into … using … on …` what happens to rows that match, and to those that do not. */
export function mergeStatement(mergeHead: string): string {
  return `(
    $names := $states.input.columns.('"' & $replace($, '"', '""') & '"');
    ${textLiteral(mergeHead)} & ' when matched then update set ' & $join($names.($ & ' = source.' & $), ', ') &
      ' when not matched then insert (' & $join($names, ', ') & ') values (' & $join($names.('source.' & $), ', ') & ')'
  )`;
}
