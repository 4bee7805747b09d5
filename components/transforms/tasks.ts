import type { StackContext } from "../shared/context";
import { expression, integration, sameInput, sdkCall, single, textLiteral, type Catcher, type Part, type State } from "./asl";
import {
  callTimeoutSeconds,
  jobGraceSeconds,
  notFound,
  queryTimeoutSeconds,
  retryCall,
  retryCatalogCall,
  retryJobStart,
  retryQueryStart,
} from "./task-limits";
import type { LakeProgram } from "../../compiler/model/graph";
import { runToken } from "../../compiler/model/names";

/** The namespace of the metrics that runs write; the alarms read them there. */
export const metricNamespace = "datastack";

/** What the tasks of a run are written with. */
export interface TaskSetting {
  readonly context: StackContext;
  /** Physical name of the workgroup that queries run in. */
  readonly workgroup: string;
  /** Physical name of the workgroup of queries that make Parquet tables. */
  readonly parquetTablesWorkgroup: string;
}

/** The workgroup that the query runs in which makes what a transform of the lake makes. */
export function transformWorkgroup(setting: TaskSetting, program: LakeProgram): string {
  return program.kind === "table" && program.format === "parquet" ? setting.parquetTablesWorkgroup : setting.workgroup;
}

export interface QueryTask {
  /** One statement: an expression, or the text itself. */
  readonly statement: string;
  /** Physical name of the Glue database that names without one mean: an expression, or the name itself. */
  readonly database: string;
  /** Physical name of the workgroup, when it is another one than the setting's. */
  readonly workgroup?: string;
  readonly output?: unknown;
  readonly catches?: readonly Catcher[];
}

/** Sends a query and waits for its end. */
export function queryTask(setting: TaskSetting, task: QueryTask): State {
  return {
    Type: "Task",
    Resource: integration(setting.context.partition, "athena:startQueryExecution.sync"),
    Arguments: {
      QueryString: task.statement,
      WorkGroup: task.workgroup ?? setting.workgroup,
      QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: task.database },
    },
    TimeoutSeconds: queryTimeoutSeconds,
    Retry: retryQueryStart,
    ...(task.catches === undefined ? {} : { Catch: task.catches }),
    Output: task.output ?? sameInput,
  };
}

export interface JobTask {
  /** Physical name of the Glue job. */
  readonly jobName: string;
  /** The limit that the job has itself. */
  readonly timeoutMinutes: number;
  /** What the job is to do in this run, as JSON; without it the job knows. */
  readonly config?: string;
}

/** Starts a Glue job and waits for its end. */
export function jobTask(setting: TaskSetting, task: JobTask): State {
  return {
    Type: "Task",
    Resource: integration(setting.context.partition, "glue:startJobRun.sync"),
    Arguments: {
      JobName: task.jobName,
      Arguments: {
        "--datastack_run": expression("$run"),
        ...(task.config === undefined ? {} : { "--datastack_config": task.config }),
      },
    },
    TimeoutSeconds: task.timeoutMinutes * 60 + jobGraceSeconds,
    Retry: retryJobStart,
    Output: sameInput,
  };
}

export interface CallTask {
  /** As the SDK integrations spell it: `glue`. */
  readonly service: string;
  /** `getTable`. */
  readonly action: string;
  readonly arguments: unknown;
  readonly output?: unknown;
  readonly catches?: readonly Catcher[];
}

/** Calls an AWS API that answers at once. */
export function callTask(setting: TaskSetting, task: CallTask): State {
  return {
    Type: "Task",
    Resource: sdkCall(setting.context.partition, task.service, task.action),
    Arguments: task.arguments,
    TimeoutSeconds: callTimeoutSeconds,
    Retry: task.service === "glue" ? retryCatalogCall : retryCall,
    ...(task.catches === undefined ? {} : { Catch: task.catches }),
    Output: task.output ?? sameInput,
  };
}

/** Takes a table or view out of the catalog, whether it is there or not, and goes on; the files of a table stay. */
export function dropEntry(
  setting: TaskSetting,
  { database, table }: { readonly database: string; readonly table: string },
  next: string,
  output: unknown = sameInput,
): State {
  const drop = callTask(setting, {
    service: "glue",
    action: "deleteTable",
    arguments: { DatabaseName: database, Name: table },
    output,
    catches: [{ ErrorEquals: [notFound], Output: output, Next: next }],
  });
  return { ...drop, Next: next };
}

export interface Datum {
  readonly metric: string;
  /** Beside those of the stack and its environment. */
  readonly dimension: { readonly name: string; readonly value: string };
}

/** Counts one for each metric. */
export function metricTask(setting: TaskSetting, data: readonly Datum[]): State {
  const { stack, environment } = setting.context;
  return callTask(setting, {
    service: "cloudwatch",
    action: "putMetricData",
    arguments: {
      Namespace: metricNamespace,
      MetricData: data.map(({ metric, dimension }) => ({
        MetricName: metric,
        Value: 1,
        Unit: "Count",
        Dimensions: [
          { Name: "Stack", Value: stack },
          { Name: "Environment", Value: environment },
          { Name: dimension.name, Value: dimension.value },
        ],
      })),
    },
  });
}

/** A text of the graph in which `{run}` stands for the run's id. */
export function withRun(text: string): string {
  return expression(`${runText(text)}`);
}

/** As `withRun`, inside an expression. */
export function runText(text: string): string {
  return text.includes(runToken) ? `$replace(${textLiteral(text)}, '${runToken}', $run)` : textLiteral(text);
}

/** Says that datasets are as new as this run; the alarms on their age watch it. No part for datasets that nobody watches. */
export function refreshedPart(setting: TaskSetting, name: string, datasets: readonly string[]): readonly Part[] {
  if (datasets.length === 0) return [];
  return [
    single(
      name,
      metricTask(
        setting,
        datasets.map((dataset) => ({ metric: "DatasetRefreshed", dimension: { name: "Dataset", value: dataset } })),
      ),
    ),
  ];
}
