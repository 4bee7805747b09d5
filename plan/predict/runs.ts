import { namedArn, placeholder, type Predictor } from "./predictor";

const queue: Predictor = (resource) => {
  const { inputs, identity } = resource;
  const name = String(inputs["name"]);
  return {
    id: placeholder(resource, "url"),
    outputs: { arn: `arn:${identity.partition}:sqs:${identity.region}:${identity.account}:${name}`, url: placeholder(resource, "url") },
  };
};

/** State machines and what starts them. */
export const runPredictors: Readonly<Record<string, Predictor>> = {
  "aws:scheduler/scheduleGroup:ScheduleGroup": namedArn("scheduler", "schedule-group/"),
  "aws:sfn/stateMachine:StateMachine": namedArn("states", "stateMachine:", "arn"),
  "aws:sqs/queue:Queue": queue,
};
