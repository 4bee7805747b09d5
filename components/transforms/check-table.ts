import { expression, stateName, textLiteral, type Part } from "./asl";
import { callTask, queryTask, type TaskSetting } from "./tasks";
import { integration } from "./asl";

/** Checks that are named when more fail: the cause of a failure has 32,768 characters. */
const mostNamed = 100;

/**
 * Runs all checks of a table as one query and fails with the names of those that found rows, and how many. What depends on the table does not run then;
 * the table itself stays as it is, so that the rows can be looked at.
 */
export function checkTable(setting: TaskSetting, node: string, database: string, checksQuery: string): Part {
  const names = {
    run: stateName(node, "check"),
    read: stateName(node, "read checks"),
    decide: stateName(node, "all hold?"),
    failed: stateName(node, "checks failed"),
  };
  return (next) => ({
    startAt: names.run,
    states: {
      [names.run]: {
        ...queryTask(setting, {
          statement: checksQuery,
          database,
          output: expression("$merge([$states.input, {'query': $states.result.QueryExecution.QueryExecutionId}])"),
        }),
        Next: names.read,
      },
      [names.read]: {
        ...callTask(setting, {
          service: "athena",
          action: "getQueryResults",
          arguments: { QueryExecutionId: expression("$states.input.query"), MaxResults: mostNamed + 1 },
          output: expression(`$merge([$states.input, {'failed': ${failedChecks}}])`),
        }),
        Resource: integration(setting.context.partition, "athena:getQueryResults"),
        Next: names.decide,
      },
      [names.decide]: {
        Type: "Choice",
        Choices: [{ Condition: expression("$states.input.failed != ''"), Next: names.failed }],
        Default: next,
      },
      [names.failed]: {
        Type: "Fail",
        Error: "ChecksFailed",
        Cause: expression(`${textLiteral(`Checks of ${node} found rows: `)} & $states.input.failed`),
      },
    },
  });
}

/** `not_null day (3), unique day (1)`; the first row of a result is its header. */
export const failedChecks =
  "$join([$states.result.ResultSet.Rows#$row[$row > 0].(Data[0].VarCharValue & ' (' & Data[1].VarCharValue & ')')], ', ')";
