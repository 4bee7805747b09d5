import { compileStack, type Compilation, type SpecInput } from "../compile";
import { SpecError, type Diagnostic } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import { stackPrefix, type NamedStack } from "../model/names";
import { dottedPath, pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import { readDeclaredSpec, type DeclaredSpec } from "./deployments";
import { mergeClashes, type Clash } from "./merge-clashes";
import { namesTakenBy } from "./physical-names";

/** One environment of one of the specs. */
interface Deployment {
  readonly spec: number;
  readonly stack: NamedStack;
  /** What all physical names begin with. */
  readonly prefix: string;
}

/** Something that only one may have, and where a spec asks for it. */
interface Claim {
  readonly deployment: Deployment;
  readonly span: Span;
  readonly path: string;
  /** What follows `Another spec`. */
  readonly message: string;
}

/** What two of several specs would both make, told at both ends; for each spec its own problems. */
export function findClashes(inputs: readonly SpecInput[]): readonly (readonly Diagnostic[])[] {
  const declared = inputs.map(({ file }) => readDeclaredSpec(file));
  const deployments = declared.flatMap(({ stacks }, spec) =>
    stacks.map((stack): Deployment => ({ spec, stack, prefix: stackPrefix(stack).toLowerCase().replaceAll("_", "-") })),
  );
  const clashes = [...findSameStacks(declared, deployments), ...findSameNames(inputs, declared, deployments)];
  return declared.map(({ stacks }, index) =>
    mergeClashes(
      clashes.filter(({ spec }) => spec === index),
      stacks.length,
    ),
  );
}

/** Stacks whose names all begin alike, in one account. */
function findSameStacks(declared: readonly DeclaredSpec[], deployments: readonly Deployment[]): readonly Clash[] {
  const groups = groupBy(deployments, ({ prefix, stack }) => `${stack.account} ${prefix}`);
  return [...groups.values()].flatMap((group) =>
    group.flatMap((deployment) => {
      const others = group.filter(({ spec }) => spec !== deployment.spec);
      const [nearestOther] = [...others].sort((one, other) => Number(isFar(one, deployment)) - Number(isFar(other, deployment)));
      if (!nearestOther) return [];
      const span = nameSpan(declared, deployment);
      const related = others.map((other) => ({ span: nameSpan(declared, other), message: "the other stack" }));
      return [
        {
          ...deployment,
          environment: deployment.stack.environment,
          path: "name",
          span,
          message: sameStack(deployment, nearestOther),
          related,
        },
      ];
    }),
  );
}

function isFar(one: Deployment, other: Deployment): boolean {
  return one.stack.region !== other.stack.region;
}

function nameSpan(declared: readonly DeclaredSpec[], { spec }: Deployment): Span {
  return (declared[spec] as DeclaredSpec).document.locate(pointerTo("name"));
}

function sameStack(own: Deployment, other: Deployment): string {
  const isSame = own.stack.stack === other.stack.stack && own.stack.environment === other.stack.environment;
  const which = isSame
    ? `the stack ${quote(other.stack.stack)}`
    : `a stack whose names begin with ${quote(own.prefix)} as well (${other.stack.stack}, environment ${other.stack.environment})`;
  return isFar(own, other)
    ? `Another spec is ${which}, in another region of the same account: their roles would get the same names, since roles have no region. Rename one of them.`
    : `Another spec is ${which}, in the same account and region: both would make the same resources. Rename one of them.`;
}

/** Single things of different stacks that get one name: a stack's name may go on where the name of another's environment does. */
function findSameNames(
  inputs: readonly SpecInput[],
  declared: readonly DeclaredSpec[],
  deployments: readonly Deployment[],
): readonly Clash[] {
  const claims = new Map<string, Claim[]>();
  for (const deployment of withNeighbours(declared, deployments)) {
    const compiled = compile(inputs[deployment.spec] as SpecInput, deployment.stack.environment);
    if (!compiled) continue;
    for (const { kind, name, scope, pointer } of namesTakenBy(compiled.graph)) {
      const claim: Claim = {
        deployment,
        span: compiled.stack.locate(pointer, pointer === pointerTo("name") ? "value" : "key"),
        path: dottedPath(pointer),
        message: `has the ${kind} ${quote(name)}`,
      };
      const key = JSON.stringify([kind, scope, name]);
      claims.set(key, [...(claims.get(key) ?? []), claim]);
    }
  }
  const clashes = [...claims.values()].flatMap((group) => group.flatMap((claim) => clashOf(claim, group)));
  // The bucket of a zone and its catalog database are one mistake.
  const places = groupBy(clashes, ({ spec, environment, path }) => JSON.stringify([spec, environment, path]));
  return [...places.values()].flatMap((same) => same.slice(0, 1));
}

function clashOf({ deployment, span, path, message }: Claim, group: readonly Claim[]): readonly Clash[] {
  const others = group.filter((other) => other.deployment.spec !== deployment.spec && !isSameStack(other.deployment, deployment));
  if (others.length === 0) return [];
  return [
    {
      spec: deployment.spec,
      environment: deployment.stack.environment,
      path,
      span,
      message: `Another spec ${message} that ${path === "name" ? "this stack" : path} gets here. Rename one of them.`,
      related: others.map((other) => ({ span: other.span, message: "the other one" })),
    },
  ];
}

/** Only stacks of which one's names can go on as another's begin, and those that share a server, are worth compiling again. */
function withNeighbours(declared: readonly DeclaredSpec[], deployments: readonly Deployment[]): readonly Deployment[] {
  const accounts = groupBy(deployments, ({ stack }) => stack.account);
  const sharing = deployments.filter(({ spec }) => declared[spec]?.sharesServer);
  const shared = new Set(sharing.some(({ spec }) => spec !== sharing[0]?.spec) ? sharing : []);
  return deployments.filter(
    (deployment) =>
      shared.has(deployment) ||
      (accounts.get(deployment.stack.account) ?? []).some(
        (other) => other.spec !== deployment.spec && (goesOn(deployment.prefix, other.prefix) || goesOn(other.prefix, deployment.prefix)),
      ),
  );
}

function goesOn(prefix: string, other: string): boolean {
  return prefix.startsWith(`${other}-`);
}

function isSameStack(one: Deployment, other: Deployment): boolean {
  return one.prefix === other.prefix && one.stack.account === other.stack.account;
}

/** Undefined when the spec has problems, which are told before. */
function compile(input: SpecInput, environment: string): Compilation | undefined {
  try {
    return compileStack(input, environment);
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
