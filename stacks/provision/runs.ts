import type * as pulumi from "@pulumi/pulumi";
import type { Run, StackGraph } from "../../compiler/model/graph";
import { parquetTablesWorkgroup, physicalName } from "../../compiler/model/names";
import { ingestionTimeoutMinutes } from "../../components/ingestion/ingestion-target";
import { connectionConfig, resolveConnection } from "../../components/jobs/database-connection";
import type { Lake } from "../../components/lake/lake";
import { Arrival } from "../../components/schedules/arrival";
import { DeadLetterQueue } from "../../components/schedules/dead-letter-queue";
import { Schedules, type ScheduledRun } from "../../components/schedules/schedules";
import { eventRuleArn, stateMachineArn } from "../../components/shared/arns";
import { RunMachine } from "../../components/transforms/run-machine";
import { runStatements } from "../../components/transforms/run-permissions";
import { keyStandIn } from "../../components/shared/policy-size";
import { runPolicies, type RunPolicies } from "../../components/transforms/run-policies";
import type { RunSetting, WarehouseJobs } from "../../components/transforms/run-steps";
import { definitionProblems, runDefinition } from "../../components/transforms/state-machine";
import { loadTimeoutMinutes, statementsTimeoutMinutes } from "../../components/transforms/warehouse-jobs";
import { messageOf, type LimitProblem } from "../limit-problem";
import type { Foundation } from "./foundation";
import { ingestionJobName, type IngestionParts } from "./ingestion";
import type { Provisioning } from "./stack-parts";
import { programLocations, warehouseJobNames, type TransformParts } from "./transforms";

/** What others need of the runs. */
export interface RunParts {
  /** By name of the run. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
  /** Undefined when nothing runs by the clock. */
  readonly scheduleGroupName?: string;
  /** Undefined when nothing starts by itself. */
  readonly deadLetterQueueName?: string;
}

/** A state machine for each run, and what starts it: the clock, or files that arrive. */
export function provisionRuns(
  provisioning: Provisioning,
  foundation: Foundation,
  lake: Lake | undefined,
  ingestion: IngestionParts | undefined,
  transforms: TransformParts | undefined,
): RunParts {
  const { graph, context, options } = provisioning;
  const { identity } = graph;
  const designs = designRuns(graph, transforms);

  const machines = designs.map(createMachine);
  const triggers = createTriggers();

  return {
    stateMachineArns: Object.fromEntries(graph.runs.map((run) => [run.name, machineArn(run)])),
    ...triggers,
  };

  function createMachine({ run, policies, definition }: RunDesign): RunMachine {
    const inline = policies.inline === undefined ? {} : { inlinePolicy: withKey(policies.inline) };
    return new RunMachine(
      `run-${run.name}`,
      {
        context,
        source: run.pointer,
        stateMachineName: machineName(graph, run),
        roleName: physicalName(identity, "role", "run", run.name),
        definition,
        ...inline,
        managedPolicies: policies.managed.map(withKey),
        kmsKeyArn: foundation.kmsKeyArn,
      },
      {
        ...options,
        dependsOn: [
          ...(lake?.ready ?? []),
          ...Object.values(lake?.zones ?? {}).flatMap((zone) => zone.ready),
          ...ingestionsOf(run).flatMap((name) => ingestion?.jobs[name]?.ready ?? []),
          ...(usesWarehouse(graph, run) ? (transforms?.jobs.ready ?? []) : []),
        ],
      },
    );
  }

  function withKey(document: string): pulumi.Output<string> {
    return foundation.kmsKeyArn.apply((keyArn) => document.replaceAll(keyStandIn(context), keyArn));
  }

  function createTriggers(): Pick<RunParts, "scheduleGroupName" | "deadLetterQueueName"> {
    if (graph.runs.length === 0) return {};
    const arrivals = graph.runs.flatMap((run) => (run.trigger.kind === "arrival" ? [{ run, ...run.trigger }] : []));
    const schedules = scheduledRuns();
    const queue = new DeadLetterQueue(
      "dead-letters",
      {
        context,
        source: "",
        queueName: physicalName(identity, "queue", "dead-letters"),
        kmsKeyArn: foundation.kmsKeyArn,
        ruleArns: arrivals.map(({ run }) => eventRuleArn(context, ruleName(run))),
      },
      options,
    );
    const startOptions = { ...options, dependsOn: [...queue.ready, ...machines.flatMap((machine) => machine.ready)] };
    for (const { run, bucket, prefix } of arrivals) {
      new Arrival(
        `arrival-${run.name}`,
        {
          context,
          source: run.pointer,
          ruleName: ruleName(run),
          roleName: physicalName(identity, "role", "arrival", run.name),
          // Without the prefix, which can be longer than the 512 characters of a description (Amazon EventBridge API Reference, "PutRule").
          description: `Starts the run ${run.name} when an object arrives in ${bucket}`,
          bucket,
          prefix,
          stateMachineArn: machineArn(run),
          deadLetterQueueArn: queue.queueArn,
        },
        startOptions,
      );
    }
    if (schedules.length === 0) return { deadLetterQueueName: queue.queueName };
    const { groupName } = new Schedules(
      "schedules",
      {
        context,
        source: "",
        groupName: physicalName(identity, "schedule"),
        roleName: physicalName(identity, "role", "schedules"),
        kmsKeyArn: foundation.kmsKeyArn,
        deadLetterQueueArn: queue.queueArn,
        schedules: [...schedules],
      },
      startOptions,
    );
    return { scheduleGroupName: groupName, deadLetterQueueName: queue.queueName };
  }

  function scheduledRuns(): readonly ScheduledRun[] {
    return graph.runs.flatMap((run) => {
      const { trigger } = run;
      if (trigger.kind !== "schedule") return [];
      return [
        {
          name: run.name,
          description: `Starts the run ${run.name}: ${trigger.text}`,
          scheduleName: physicalName(identity, "schedule", run.name),
          stateMachineArn: machineArn(run),
          expression: trigger.expression,
          timezone: trigger.timezone,
        },
      ];
    });
  }

  function ruleName(run: Run): string {
    return physicalName(identity, "eventRule", "arrival", run.name);
  }

  function machineArn(run: Run): string {
    return stateMachineArn(context, machineName(graph, run));
  }
}

/** What a run becomes. */
interface RunDesign {
  readonly run: Run;
  /** With a stand-in for the ARN of the stack's key. */
  readonly policies: RunPolicies;
  readonly definition: pulumi.Input<string>;
}

/** The states and the permissions of all runs: both follow from the graph alone, but for where the warehouse is. */
function designRuns(graph: StackGraph, transforms: TransformParts | undefined): readonly RunDesign[] {
  const { identity } = graph;
  const setting = runSetting(graph);
  return graph.runs.map((run) => ({
    run,
    policies: runPolicies(run.name, runStatements(setting, run, machineName(graph, run), keyStandIn(identity))),
    definition: definitionOf(run),
  }));

  function definitionOf(run: Run): pulumi.Input<string> {
    if (transforms === undefined || !usesWarehouse(graph, run)) return JSON.stringify(runDefinition(setting, run));
    return resolveConnection(transforms.connection).apply((connection) =>
      JSON.stringify(runDefinition(runSetting(graph, connectionConfig(identity, connection)), run)),
    );
  }
}

/** What the services would refuse of the runs. */
export function runLimitProblems(graph: StackGraph): readonly LimitProblem[] {
  const setting = runSetting(graph);
  return graph.runs.flatMap((run) =>
    [
      ...definitionProblems(run, runDefinition(setting, run)),
      ...messageOf(() => runPolicies(run.name, runStatements(setting, run, machineName(graph, run), keyStandIn(graph.identity)))),
    ].map((message) => ({ pointer: run.pointer, message })),
  );
}

/** In place of a connection that only the cloud knows, as long as one can be: for sizes. */
const connectionStandIn: WarehouseJobs["connection"] = {
  engine: "postgresql",
  host: "h".repeat(255),
  database: "d".repeat(63),
  user: "u".repeat(63),
};

function runSetting(graph: StackGraph, connection = connectionStandIn): RunSetting {
  const { identity } = graph;
  return {
    context: identity,
    graph,
    workgroup: physicalName(identity, "workgroup"),
    parquetTablesWorkgroup: parquetTablesWorkgroup(identity),
    ingestionJobs: Object.fromEntries(
      graph.runs
        .flatMap(ingestionsOf)
        .map((name) => [name, { jobName: ingestionJobName(graph, name), timeoutMinutes: ingestionTimeoutMinutes }]),
    ),
    warehouse: {
      statements: { jobName: warehouseJobNames(graph).statements, timeoutMinutes: statementsTimeoutMinutes },
      load: { jobName: warehouseJobNames(graph).load, timeoutMinutes: loadTimeoutMinutes },
      connection,
      programs: programLocations(graph),
    },
  };
}

function machineName(graph: StackGraph, run: Run): string {
  return physicalName(graph.identity, "stateMachine", run.name);
}

function ingestionsOf(run: Run): readonly string[] {
  return run.levels.flat().flatMap((step) => (step.kind === "ingestion" ? [step.ingestion] : []));
}

function usesWarehouse(graph: StackGraph, run: Run): boolean {
  return run.levels
    .flat()
    .some(
      (step) =>
        step.kind === "load" ||
        (step.kind === "transform" && graph.transforms.some(({ name, target }) => name === step.transform && target.store === "warehouse")),
    );
}
