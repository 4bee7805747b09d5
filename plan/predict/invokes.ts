import type { Identity } from "../../compiler/model/graph";

/** What a provider function would answer, as far as the spec decides it. */
type InvokePrediction = (args: Readonly<Record<string, unknown>>, identity: Identity) => Readonly<Record<string, unknown>>;

const invokes: Readonly<Record<string, InvokePrediction>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, identity) => ({ accountId: identity.account }),
};

/**
 * Answers a provider function without a provider.
 *
 * @throws Error - For a function that the program does not call: a gap in this table.
 */
export function predictInvoke(token: string, args: Readonly<Record<string, unknown>>, identity: Identity): Readonly<Record<string, unknown>> {
  const prediction = invokes[token];
  if (prediction === undefined) throw new Error(`The plan cannot predict ${token}: a function without an entry in plan/predict/invokes.ts.`);
  return prediction(args, identity);
}
