import type { StackGraph, SpecPointer } from "../model/graph";
import { bucketName, ownBuckets, physicalName, type NameKind } from "../model/names";
import { pointerTo } from "../source/pointer";

/** A name that a stack takes for itself. */
export interface TakenName {
  /** What has the name, as a message calls it: `bucket`. */
  readonly kind: string;
  readonly name: string;
  /** Where no other may have it: the world, an account, a region of it, a database. */
  readonly scope: string;
  /** What it is made for. */
  readonly pointer: SpecPointer;
}

/** The names that the things of a stack get, of all kinds in which the names of two stacks can be one. */
export function namesTakenBy({ identity, lake, warehouse, ingestions, datasets, groups, runs }: StackGraph): readonly TakenName[] {
  const region = `${identity.account} ${identity.region}`;
  const named = (kind: NameKind, word: string, scope: string, pointer: SpecPointer, ...thing: readonly string[]): TakenName => ({
    kind: word,
    name: physicalName(identity, kind, ...thing),
    scope,
    pointer,
  });
  const bucket = (name: string, pointer: SpecPointer): TakenName => ({ kind: "bucket", name, scope: "", pointer });

  return [
    ...(lake?.zones ?? []).flatMap((zone) => [
      bucket(zone.bucket, zone.pointer),
      { kind: "catalog database", name: zone.database, scope: region, pointer: zone.pointer },
    ]),
    ...ownBuckets.map((thing) => bucket(bucketName(identity, thing), pointerTo("name"))),
    ...ingestions.flatMap(({ name, pointer }) => [
      named("job", "job", region, pointer, name),
      named("role", "role", identity.account, pointer, "ingest", name),
    ]),
    ...groups.flatMap(({ name, pointer }) => [
      named("role", "role", identity.account, pointer, "group", name),
      named("workgroup", "workgroup", region, pointer, name),
    ]),
    ...runs.flatMap(({ name, pointer }) => [
      named("stateMachine", "state machine", region, pointer, name),
      named("role", "role", identity.account, pointer, "run", name),
    ]),
    ...(warehouse?.engine === "postgresql"
      ? datasets
          .filter(({ container }) => container.store === "warehouse")
          .map(({ container, table, pointer }) => {
            const schema = warehouse.schemas.find(({ name }) => name === container.name)?.sqlName ?? container.name;
            const database = `${warehouse.host}:${warehouse.port}/${warehouse.database}`;
            return { kind: `table of ${database}`, name: `${schema}.${table}`, scope: database, pointer };
          })
      : []),
  ];
}
