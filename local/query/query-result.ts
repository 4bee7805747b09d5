/** Rows of an answer, as text; null is NULL. */
export interface QueryResult {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What the texts of a column are. */
export type ColumnKind = "number" | "boolean" | "text";

export interface QueryColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}
