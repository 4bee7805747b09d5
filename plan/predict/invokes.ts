import type { Identity } from "../../compiler/model/graph";

/** What a provider function would answer, as far as the spec decides it. */
type InvokePrediction = (args: Readonly<Record<string, unknown>>, identity: Identity) => Readonly<Record<string, unknown>>;

const invokes: Readonly<Record<string, InvokePrediction>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, identity) => ({ accountId: identity.account }),
  "aws:ec2/getPrefixList:getPrefixList": ({ name }) => ({ id: `<${String(name)}.prefixListId>`, name }),
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, availabilityZone: `<${String(id)}.availabilityZone>` }),
  "aws:ec2/getVpc:getVpc": ({ id }) => ({ id, cidrBlock: `<${String(id)}.cidrBlock>` }),
  "aws:secretsmanager/getSecretVersion:getSecretVersion": ({ secretId }) => ({
    secretId,
    secretString: JSON.stringify(unknownLogin(String(secretId))),
  }),
};

/** Stands for a secret with a name and a password, whose values no plan holds. */
function unknownLogin(secret: string): { username: string; password: string } {
  const name = secret.replace(/[<>]/g, "");
  return { username: `<${name}.username>`, password: `<${name}.password>` };
}

/**
 * Answers a provider function without a provider.
 *
 * @throws Error - For a function that the program does not call: a gap in this table.
 */
export function predictInvoke(
  token: string,
  args: Readonly<Record<string, unknown>>,
  identity: Identity,
): Readonly<Record<string, unknown>> {
  const prediction = invokes[token];
  if (prediction === undefined)
    throw new Error(`The plan cannot predict ${token}: a function without an entry in plan/predict/invokes.ts.`);
  return prediction(args, identity);
}
