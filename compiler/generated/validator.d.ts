// Generated from specs/schema by `npm run gen`.

/** One way in which a value breaks the schema. */
export interface ShapeError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set when the name of a key is wrong and not its value. */
  readonly propertyName?: string;
}

declare const validate: {
  (value: unknown): boolean;
  errors?: readonly ShapeError[] | null;
};

export default validate;
