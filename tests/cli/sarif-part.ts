import Ajv, { type SchemaObject } from "ajv";

/**
 * The part of SARIF 2.1.0 that `validate --format sarif` writes, read off the standard (OASIS, "Static Analysis Results Interchange Format (SARIF)
 * Version 2.1.0", sections 3.13 to 3.57): no package ships the official schema. Keys that are not here are refused, so that a new one is looked up.
 */
const object = (required: readonly string[], properties: Readonly<Record<string, SchemaObject>>): SchemaObject => ({
  type: "object",
  additionalProperties: false,
  required: [...required],
  properties,
});
const list = (items: SchemaObject): SchemaObject => ({ type: "array", items, minItems: 1 });
const text: SchemaObject = { type: "string", minLength: 1 };
const position: SchemaObject = { type: "integer", minimum: 1 };
const index: SchemaObject = { type: "integer", minimum: 0 };
const level: SchemaObject = { enum: ["none", "note", "warning", "error"] };
const message = object(["text"], { text });
const region = object(["startLine"], { startLine: position, startColumn: position, endLine: position, endColumn: position });
const artifactLocation = object(["uri"], { uri: { type: "string", format: "uri-reference" }, uriBaseId: text });
const physicalLocation = object(["artifactLocation"], { artifactLocation, region });
const replacement = object(["deletedRegion"], { deletedRegion: region, insertedContent: object(["text"], { text: { type: "string" } }) });

const rule = object(["id"], {
  id: text,
  shortDescription: message,
  help: message,
  defaultConfiguration: object([], { level }),
});

const result = object(["message", "ruleId", "ruleIndex", "level", "locations"], {
  ruleId: text,
  ruleIndex: index,
  level,
  message,
  locations: list(object(["physicalLocation"], { physicalLocation, logicalLocations: list(object([], { fullyQualifiedName: text })) })),
  relatedLocations: list(object(["id", "physicalLocation", "message"], { id: index, physicalLocation, message })),
  fixes: list(
    object(["artifactChanges"], {
      description: message,
      artifactChanges: list(object(["artifactLocation", "replacements"], { artifactLocation, replacements: list(replacement) })),
    }),
  ),
  properties: { type: "object" },
});

const log = object(["version", "runs"], {
  $schema: { type: "string", format: "uri-reference" },
  version: { const: "2.1.0" },
  runs: {
    ...list(
      object(["tool", "results"], {
        tool: object(["driver"], { driver: object(["name"], { name: text, version: text, semanticVersion: text, rules: list(rule) }) }),
        columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
        results: { type: "array", items: result },
      }),
    ),
    maxItems: 1,
  },
});

/** What the standard does not allow in a log; empty when all of it is. */
export function sarifMistakes(document: unknown): readonly string[] {
  // RFC 3986: what is no character of a URI is percent-encoded.
  const reference = /^[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]*(%[0-9A-F]{2}[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]*)*$/;
  const validate = new Ajv({ allErrors: true, formats: { "uri-reference": reference } }).compile(log);
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message: problem }) => `${instancePath} ${problem ?? ""}`);
}
