import type { StreamIngestion } from "../../compiler";
import { ensureTable } from "../serve/land-records";
import { landSamples } from "../serve/land-samples";
import { landSegments } from "../serve/land-segments";
import { asRunProblem } from "../serve/told-problem";
import type { StepContext, StepResult } from "./step";

/** The step of a stream: what was posted and has not landed, then the sample events, each once. */
export async function landStream(context: StepContext, ingestion: StreamIngestion): Promise<StepResult> {
  try {
    await ensureTable(context.stack, ingestion);
    const posted = await landSegments(context.stack, ingestion);
    const samples = await landSamples(context, ingestion);
    return {
      rows: posted.rows + samples.rows,
      bytes: posted.bytes + samples.bytes,
      notes: [...posted.notes, ...samples.notes],
      ...(samples.origin === undefined ? {} : { origin: samples.origin }),
    };
  } catch (error) {
    throw asRunProblem(error, `The events of sources.${ingestion.source.name} cannot land`);
  }
}
