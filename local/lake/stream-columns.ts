import type { StreamColumn, StreamIngestion } from "../../compiler";
import type { LakeColumn } from "./catalog";
import { partitionColumn } from "./table-view";

const types: Readonly<Record<StreamColumn["type"], string>> = {
  string: "VARCHAR",
  integer: "INTEGER",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
};

/** The columns of a stream's table before its first event: in the cloud the table is there from the start. */
export function declaredColumns({ source }: StreamIngestion): readonly LakeColumn[] {
  const declared = source.columns ?? [{ name: "payload", type: "string" } as const];
  const own = [{ name: "event_id", type: "string" } as const, { name: "received_at", type: "timestamp" } as const];
  return [...[...own, ...declared].map(({ name, type }) => ({ name, type: types[type] })), partitionColumn];
}
