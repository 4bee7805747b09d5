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
  "duplicate-dataset": "Every dataset has one producer.",
  "name-collision": "No two things get the same physical name.",
  "reference-cycle": "No transform reads what is made of its own result.",
  "unreachable-dataset": "A transform reads only what the engine that runs it can read.",
  "unsupported-target": "Every ingestion and transform goes where its result can be held.",
  "missing-schedule": "Everything that runs has a schedule, or is reached by the schedule of what it reads.",
  "invalid-schedule": "Every schedule can be said in the provider's syntax and means the same there.",
  "skipped-hour": "No daily schedule stands in an hour that the clocks of its zone skip.",
  "invalid-template": "Every SQL file is a template that renders, and uses nothing but ref, env and vars.",
  "invalid-statement": "Every SQL file is one select.",
  "named-table": "Every table that a select reads is a dataset, which it names by ref.",
  "unknown-column": "Every column that a spec names is one of its table.",
  "local-sql": "SQL for the lake that runs on this machine means the same in DuckDB as in Athena.",
  "statement-too-long": "Every statement is as short as its engine takes it.",
  "misplaced-key": "Every key is one that means something for the kind of thing that has it.",
  "reserved-name": "No name is one that the language or a service keeps for itself.",
  "capacity-bounds": "The least capacity of the warehouse is not more than the most.",
  "scan-limit": "The scan limit is one that Athena takes.",
  "dropped-store": "No override of a protected environment removes what holds data.",
  "overwritten-product": "No group may write to a single dataset that the stack itself makes, unless that is meant.",
  "source-overlap": "No two sources of files take the same objects of a bucket, unless that is meant.",
  "freshness-limit": "Every freshness limit is at most 7 days, and longer than what refreshes the dataset takes between two runs.",
  "foreign-member": "Every member of a group lives in the partition of the environment.",
  "false-move": "Every movedFrom names what is no longer there.",
  "too-large":
    "Everything that the spec makes keeps within the limits of its service: policies, trust policies, state machines and security groups.",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
