import { accessPredictors } from "./access";
import { lakePredictors } from "./lake";
import { networkPredictors } from "./network";
import { runPredictors } from "./runs";
import { unnamed, type PlannedInputs, type Prediction, type Predictor } from "./predictor";
import { warehousePredictors } from "./warehouse";

export type { PlannedInputs, Prediction } from "./predictor";

/** By resource type, area by area. */
const predictors: Readonly<Record<string, Predictor>> = {
  ...accessPredictors,
  ...lakePredictors,
  ...networkPredictors,
  ...runPredictors,
  ...warehousePredictors,
};

const unknownType = unnamed();

/** What a provider would answer to a resource that does not exist yet. */
export function predict(type: string, resource: PlannedInputs): Prediction {
  return (predictors[type] ?? unknownType)(resource);
}
