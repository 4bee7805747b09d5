import type { LakeViewProgram } from "../../compiler/model/graph";
import { expression, inOrder, single, stateName, type Part } from "./asl";
import { notFound } from "./task-limits";
import { callTask, dropEntry, queryTask, type TaskSetting } from "./tasks";

/**
 * A view of the lake. Athena replaces a view, but no table of its name: the entry of one is deleted first, its files stay.
 */
export function replaceView(setting: TaskSetting, node: string, program: LakeViewProgram): Part {
  const { database, table } = program;
  const names = {
    read: stateName(node, "read current"),
    decide: stateName(node, "is it a table?"),
    drop: stateName(node, "drop table"),
    create: stateName(node, "make"),
  };
  return inOrder([
    () => ({
      startAt: names.read,
      states: {
        [names.read]: {
          ...callTask(setting, {
            service: "glue",
            action: "getTable",
            arguments: { DatabaseName: database, Name: table },
            output: { table: expression("$states.result.Table.TableType != 'VIRTUAL_VIEW'") },
            catches: [{ ErrorEquals: [notFound], Output: {}, Next: names.create }],
          }),
          Next: names.decide,
        },
        [names.decide]: {
          Type: "Choice",
          Choices: [{ Condition: expression("$states.input.table"), Next: names.drop }],
          Default: names.create,
        },
        [names.drop]: dropEntry(setting, program, names.create, {}),
      },
    }),
    single(names.create, queryTask(setting, { statement: program.createView, database, output: {} })),
  ]);
}
