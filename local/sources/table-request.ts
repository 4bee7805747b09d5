import type { Container, IngestedTable, Span } from "../../compiler";
import { nearest } from "../../compiler/diagnostics/did-you-mean";
import { enumerate, quote } from "../../compiler/diagnostics/quote";
import { RunProblem } from "../problem";

/** A table that an ingestion takes. */
export interface TableRequest {
  /** Name of the source in the spec. */
  readonly source: string;
  readonly table: IngestedTable;
  /** Where the rows go: the lake has fewer types. */
  readonly store: Container["store"];
  /** Where the spec names the table. */
  readonly place: Span;
  /** The folder of files that only this run needs. */
  readonly scratch: string;
}

/**
 * Checks that the columns which the spec names are there.
 *
 * @param names - As the source spells them.
 * @throws RunProblem - When one is not.
 */
export function checkNamedColumns({ table, place }: TableRequest, origin: string, names: readonly string[]): void {
  const named = [
    ...table.key.map((name) => ({ name, role: "key" })),
    ...(table.cursor === undefined ? [] : [{ name: table.cursor, role: "cursor" }]),
  ];
  for (const { name, role } of named) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    const advice = meant === undefined ? `Its columns are ${enumerate(names)}.` : `Did you mean ${quote(meant)}?`;
    throw new RunProblem(`${origin} has no column ${quote(name)}, the ${role} of ${table.sourceTable}. ${advice}`, place);
  }
}
