import { readFileSync } from "node:fs";
import Ajv, { type SchemaObject, type ValidateFunction } from "ajv";

/** RFC 3986: what is no character of a URI is percent-encoded. */
const uriReference = /^(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-F]{2})*$/;

let compiled: ValidateFunction | undefined;

/** What the schema of SARIF 2.1.0 does not allow in a log; empty when all of it is. */
export function sarifMistakes(document: unknown): readonly string[] {
  const validate = (compiled ??= compileSchema());
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

/** Of the package, only the schema is used: its draft-04 knows nothing here that a later draft reads in another way, but for its identity. */
function compileSchema(): ValidateFunction {
  const file = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, "utf8")) as SchemaObject;
  const formats = { "uri-reference": uriReference, uri: uriReference, "date-time": true } as const;
  return new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats }).compile(schema);
}
