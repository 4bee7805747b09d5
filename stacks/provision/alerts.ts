import type { Freshness, StackGraph } from "../../compiler/model/graph";
import { physicalName } from "../../compiler/model/names";
import { Alerts, type WatchedDataset, type WatchedRuns, type WatchedStream } from "../../components/alerts/alerts";
import type { Foundation } from "./foundation";
import type { IngestionParts } from "./ingestion";
import type { RunParts } from "./runs";
import type { Provisioning } from "./stack-parts";

/** The alerts of the stack; undefined when its spec has none. */
export function provisionAlerts(
  { graph, context, options }: Provisioning,
  foundation: Foundation,
  runs: RunParts | undefined,
  ingestion: IngestionParts,
): Alerts | undefined {
  if (graph.alerts === undefined) return undefined;
  const { alerts, identity } = { alerts: graph.alerts, identity: graph.identity };
  const watchedRuns = watched(runs);
  return new Alerts(
    "alerts",
    {
      context,
      source: alerts.pointer,
      topicName: physicalName(identity, "topic", "alerts"),
      kmsKeyArn: foundation.kmsKeyArn,
      emails: [...alerts.emails],
      streams: [...watchedStreams(graph, ingestion)],
      freshness: alerts.freshness.map((freshness) => watchedDataset(graph, freshness, ingestion)),
      ...(watchedRuns === undefined ? {} : { runs: watchedRuns }),
    },
    options,
  );

  function watched(parts: RunParts | undefined): WatchedRuns | undefined {
    const stateMachineArns = Object.values(parts?.stateMachineArns ?? {});
    if (parts === undefined || stateMachineArns.length === 0) return undefined;
    return {
      ruleName: physicalName(identity, "eventRule", "failed-runs"),
      stateMachineArns,
      ...(parts.scheduleGroupName === undefined ? {} : { scheduleGroupName: parts.scheduleGroupName }),
      ...(parts.deadLetterQueueName === undefined ? {} : { deadLetterQueueName: parts.deadLetterQueueName }),
    };
  }
}

function watchedStreams(graph: StackGraph, ingestion: IngestionParts): readonly WatchedStream[] {
  return graph.ingestions.flatMap(({ name, pointer }) => {
    const stream = ingestion.streams[name];
    return stream === undefined ? [] : [{ name, source: pointer, deliveryStreamName: stream.deliveryStreamName }];
  });
}

/** Runs refresh a dataset and say so; one that a stream feeds is judged by what Firehose delivers. */
function watchedDataset(graph: StackGraph, freshness: Freshness, ingestion: IngestionParts): WatchedDataset {
  const { dataset, pointer, maximumAgeMinutes } = freshness;
  const feeding = graph.ingestions.find((candidate) => candidate.kind === "stream" && candidate.dataset === dataset);
  const stream = feeding === undefined ? undefined : ingestion.streams[feeding.name];
  return {
    dataset,
    source: pointer,
    maximumAgeMinutes,
    ...(stream === undefined ? {} : { deliveryStreamName: stream.deliveryStreamName }),
  };
}
