import type { NodeId } from "../model/graph";
import { compareNames, type LinkContext } from "./link-context";
import type { References } from "./references";
import type { LinkedTransform } from "./transforms";

interface Edge {
  readonly from: LinkedTransform;
  readonly to: LinkedTransform;
}

/** Reports every cycle among transforms once, in the order in which data would have to flow. Answers the transforms that are part of one. */
export function findCycles(
  context: LinkContext,
  references: References,
  transforms: readonly LinkedTransform[],
): ReadonlySet<LinkedTransform> {
  const producers = new Map(transforms.map((transform) => [transform.dataset.producer, transform]));
  const inputs = new Map<LinkedTransform, readonly LinkedTransform[]>(
    transforms.map((transform) => [transform, inputsOf(transform, references, producers)]),
  );
  const inCycle = new Set<LinkedTransform>();
  for (const component of stronglyConnected(transforms, inputs)) {
    const [first] = [...component].sort((left, right) => compareNames(left.name, right.name));
    if (!first || (component.size === 1 && !inputs.get(first)?.includes(first))) continue;
    for (const transform of component) inCycle.add(transform);
    reportCycle(context, shortestCycle(first, component, inputs));
  }
  return inCycle;
}

function inputsOf(
  transform: LinkedTransform,
  references: References,
  producers: ReadonlyMap<NodeId, LinkedTransform>,
): readonly LinkedTransform[] {
  return [...transform.reads.keys()].sort(compareNames).flatMap((id) => producers.get(references.dataset(id)?.producer ?? "") ?? []);
}

function reportCycle(context: LinkContext, edges: readonly Edge[]): void {
  const [first, ...rest] = edges;
  if (!first) return;
  const path = [...edges.map(({ from }) => from.name), first.from.name].join(" → ");
  const message =
    edges.length === 1
      ? `transforms.${first.from.name} reads ${first.to.dataset.id}, which it makes itself: a select cannot read its own result.`
      : `These transforms wait for each other: ${path} (each reads the next). Take one of these references out.`;
  const related = rest.map(({ from, to }) => ({
    span: readSpan(from, to),
    message: `transforms.${from.name} reads ${to.dataset.id} here`,
  }));
  context.report({ code: "reference-cycle", pointer: first.from.pointer, span: readSpan(first.from, first.to), message, related });
}

function readSpan(from: LinkedTransform, to: LinkedTransform) {
  const span = from.reads.get(to.dataset.id);
  if (!span) throw new Error(`transforms.${from.name} does not read ${to.dataset.id}`);
  return span;
}

/** The shortest way from a transform along its inputs back to itself. */
function shortestCycle(
  start: LinkedTransform,
  component: ReadonlySet<LinkedTransform>,
  inputs: ReadonlyMap<LinkedTransform, readonly LinkedTransform[]>,
): readonly Edge[] {
  const reachedFrom = new Map<LinkedTransform, LinkedTransform>();
  const queue = [start];
  for (let head = queue[0], index = 0; head; head = queue[++index]) {
    for (const input of inputs.get(head) ?? []) {
      if (!component.has(input) || reachedFrom.has(input)) continue;
      reachedFrom.set(input, head);
      if (input === start) return edgesBackTo(start, reachedFrom);
      queue.push(input);
    }
  }
  return [];
}

function edgesBackTo(start: LinkedTransform, reachedFrom: ReadonlyMap<LinkedTransform, LinkedTransform>): readonly Edge[] {
  const edges: Edge[] = [];
  let to = start;
  do {
    const from = reachedFrom.get(to);
    if (!from) break;
    edges.unshift({ from, to });
    to = from;
  } while (to !== start);
  return edges;
}

/** Tarjan's algorithm, without recursion: chains may be longer than a call stack. */
function stronglyConnected(
  nodes: readonly LinkedTransform[],
  inputs: ReadonlyMap<LinkedTransform, readonly LinkedTransform[]>,
): readonly ReadonlySet<LinkedTransform>[] {
  const components: Set<LinkedTransform>[] = [];
  const indexes = new Map<LinkedTransform, number>();
  const lowest = new Map<LinkedTransform, number>();
  const open: LinkedTransform[] = [];
  const isOpen = new Set<LinkedTransform>();
  for (const root of nodes) {
    if (indexes.has(root)) continue;
    const work = [{ node: root, next: 0 }];
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const { node } = frame;
      if (frame.next === 0) {
        indexes.set(node, indexes.size);
        lowest.set(node, indexes.size - 1);
        open.push(node);
        isOpen.add(node);
      }
      const input = inputs.get(node)?.[frame.next++];
      if (input) {
        if (!indexes.has(input)) work.push({ node: input, next: 0 });
        else if (isOpen.has(input)) lower(lowest, node, indexes.get(input) as number);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) lower(lowest, parent.node, lowest.get(node) as number);
      if (lowest.get(node) === indexes.get(node)) components.push(takeComponent(open, isOpen, node));
    }
  }
  return components;
}

function lower(lowest: Map<LinkedTransform, number>, node: LinkedTransform, value: number): void {
  lowest.set(node, Math.min(lowest.get(node) as number, value));
}

function takeComponent(open: LinkedTransform[], isOpen: Set<LinkedTransform>, node: LinkedTransform): Set<LinkedTransform> {
  const component = new Set<LinkedTransform>();
  for (let member = open.pop(); member; member = open.pop()) {
    isOpen.delete(member);
    component.add(member);
    if (member === node) break;
  }
  return component;
}
