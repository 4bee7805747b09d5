/** Rows of an answer, as text; null is NULL. */
export interface QueryResult {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface QueryColumn {
  readonly name: string;
  /** Whether its texts are numbers. */
  readonly isNumber: boolean;
}
