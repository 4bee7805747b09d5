import { expression, inOrder, single, stateName, type Part, type State } from "./asl";
import { callTask, metricTask, type TaskSetting } from "./tasks";

/**
 * The first states of a run: they give it its id, and see to it that it never overlaps itself.
 *
 * Step Functions has no lock for executions of one machine, so each one lists those that are running, itself among them. The oldest runs (by start;
 * of two that started in the same millisecond the one with the smaller ARN, so that all of them agree). A younger one is skipped and counted. A run
 * that arriving files start loses nothing: the second waits until it is the oldest, and takes what arrived in the meantime; a third is skipped,
 * because the second has yet to look and so will take its file too.
 *
 * The list is eventually consistent (Step Functions API Reference, "ListExecutions"). So an execution waits a little before it looks, and does not
 * believe a list in which it is not itself. What is left is a start within the list's delay of another's: two schedule ticks are at least a minute
 * apart, a job refuses a second run by itself (and the step waits for the first), and a file is lost only when the list has not noticed for
 * longer than that wait plus the start of the job that a run is over.
 *
 * The list comes newest first, at most a hundred a page: a page of the largest size (1,000) exceeds the 256 KiB of a state. A burst of files starts
 * as many executions; one that is to be skipped is so after its first page or two, and only the oldest read on to the end, to be sure that nobody is
 * older.
 *
 * A redrive of a failed execution continues where it failed, past these states: whoever redrives sees to it that no other one is running.
 */
export interface GuardSettings {
  /** Name of the run: a dimension of the metric. */
  readonly run: string;
  /** Whether a second execution waits instead of being skipped. */
  readonly waits: boolean;
}

const pageSize = 100;
const settleSeconds = 10;
/** Five minutes without seeing itself: the list is not to be trusted any more. */
const mostLooks = 30;

export function overlapGuard(setting: TaskSetting, guard: GuardSettings): Part {
  const names = {
    start: stateName("Start"),
    settle: stateName("Let the list settle"),
    list: stateName("List running executions"),
    decide: stateName("May it run?"),
    unseen: stateName("Wait for the list"),
    wait: stateName("Wait for the previous run"),
    count: stateName("Count the skip"),
    skipped: stateName("Skipped"),
    blind: stateName("Not in the list"),
  };
  return (next) => ({
    startAt: names.start,
    states: {
      [names.start]: {
        Type: "Pass",
        Assign: {
          run: expression("$lowercase($substring($hash($states.context.Execution.Id, 'SHA-256'), 0, 16))"),
          scan: emptyScan,
          looks: 0,
          waits: 0,
        },
        Output: {},
        Next: names.settle,
      },
      [names.settle]: { Type: "Wait", Seconds: settleSeconds, Next: names.list },
      [names.list]: { ...listTask(setting), Next: names.decide },
      [names.decide]: {
        Type: "Choice",
        Choices: [
          { Condition: expression(`$scan.older > ${guard.waits ? 1 : 0}`), Next: names.count },
          { Condition: expression("$scan.next != ''"), Next: names.list },
          { Condition: expression(`$scan.seen = false and $looks >= ${mostLooks}`), Next: names.blind },
          { Condition: expression("$scan.seen = false"), Next: names.unseen },
          ...(guard.waits ? [{ Condition: expression("$scan.older = 1"), Next: names.wait }] : []),
        ],
        Default: next,
      },
      [names.unseen]: {
        Type: "Wait",
        Seconds: settleSeconds,
        Assign: { looks: expression("$looks + 1"), scan: emptyScan },
        Next: names.list,
      },
      ...(guard.waits ? { [names.wait]: { ...waitForPrevious, Next: names.list } } : {}),
      [names.blind]: {
        Type: "Fail",
        Error: "ListOutOfDate",
        Cause: "The list of running executions has not named this one for five minutes: it cannot tell whether another one is running.",
      },
      ...inOrder([single(names.count, metricTask(setting, [{ metric: "RunSkipped", dimension: { name: "Run", value: guard.run } }]))])(
        names.skipped,
      ).states,
      [names.skipped]: { Type: "Succeed" },
    },
  });
}

/** What a scan of the list begins with: nobody older, not seen, started when the service says (until the list says so itself), first page. */
const emptyScan = expression("{'older': 0, 'seen': false, 'start': $toMillis($states.context.Execution.StartTime), 'next': ''}");

/** Half a minute at first; after an hour five minutes, since an execution may have 25,000 events (Step Functions Developer Guide, "Quotas"). */
const waitForPrevious: State = {
  Type: "Wait",
  Seconds: expression("$waits < 120 ? 30 : 300"),
  Assign: { waits: expression("$waits + 1"), looks: 0, scan: emptyScan },
};

function listTask(setting: TaskSetting): State {
  const task = callTask(setting, {
    service: "sfn",
    action: "listExecutions",
    arguments: expression(
      `$merge([{'StateMachineArn': $states.context.StateMachine.Id, 'StatusFilter': 'RUNNING', 'MaxResults': ${pageSize}}, ` +
        "$scan.next = '' ? {} : {'NextToken': $scan.next}])",
    ),
    output: {},
  });
  return { ...task, Assign: { scan: expression(scanPage) } };
}

/** The list's own time of this execution's start is compared with the list's times of the others. */
const scanPage = `(
  $me := $states.context.Execution.Id;
  $mine := $states.result.Executions[ExecutionArn = $me];
  $start := $exists($mine) ? $toMillis($mine.StartDate) : $scan.start;
  {
    'older': $scan.older + $count($states.result.Executions[ExecutionArn != $me and
      ($toMillis(StartDate) < $start or ($toMillis(StartDate) = $start and ExecutionArn < $me))]),
    'seen': $scan.seen or $exists($mine),
    'start': $start,
    'next': $exists($states.result.NextToken) ? $states.result.NextToken : ''
  }
)`;
