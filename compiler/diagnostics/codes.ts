/**
 * Every diagnostic code with the sentence that `datastack explain` begins with. Codes are stable: people search for them and silence them.
 */
export const diagnosticCodes = {
  "invalid-yaml": "The file is one YAML 1.2 document, without duplicate keys, merge keys or custom tags.",
  "unreadable-file": "The spec and the files that it names can be read, lie in the spec's folder and are text in UTF-8.",
  "unknown-key": "Every key is one that the language knows.",
  "missing-key": "Every required key is there.",
  "wrong-type": "Every value has the type that its key asks for.",
  "invalid-value": "Every value is one that its key allows.",
  "invalid-name": "Every name has the characters and the length that its place allows.",
  "unknown-reference": "Every reference names something that the spec declares.",
  "wrong-reference": "Every reference is of the kind that its place asks for.",
  "unknown-override": "Every override changes something that the base spec declares.",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
