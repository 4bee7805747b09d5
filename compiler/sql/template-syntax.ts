/** The syntax tree of a template: the part of nunjucks' tree that this compiler knows. Lines and columns count from 0. */
export interface TemplateNode {
  readonly typename: string;
  readonly lineno: number;
  readonly colno: number;
}

export interface ListNode extends TemplateNode {
  readonly children: readonly TemplateNode[];
}

export interface ValueNode extends TemplateNode {
  readonly value: unknown;
}

export interface PairNode extends TemplateNode {
  readonly key: TemplateNode;
  readonly value: TemplateNode;
}

export interface LookupNode extends TemplateNode {
  readonly target: TemplateNode;
  readonly val: TemplateNode;
}

export interface ConditionNode extends TemplateNode {
  readonly cond: TemplateNode;
  readonly body: TemplateNode;
  readonly else_: TemplateNode | null | undefined;
}

export interface ForNode extends TemplateNode {
  readonly arr: TemplateNode;
  readonly name: TemplateNode;
  readonly body: TemplateNode;
  readonly else_: TemplateNode | null | undefined;
}

export interface SetNode extends TemplateNode {
  readonly targets: readonly TemplateNode[];
  readonly value: TemplateNode | null | undefined;
}

export interface CallNode extends TemplateNode {
  readonly name: TemplateNode;
  readonly args: ListNode;
}

export interface OperatorNode extends TemplateNode {
  readonly left: TemplateNode;
  readonly right: TemplateNode;
}

export interface UnaryNode extends TemplateNode {
  readonly target: TemplateNode;
}

export interface ComparisonNode extends TemplateNode {
  readonly expr: TemplateNode;
  readonly ops: readonly { readonly type: string; readonly expr: TemplateNode }[];
}

interface TemplateParser {
  parse(text: string, extensions: readonly never[], options: object): ListNode;
}

/** Parses a template. Only nunjucks' parser is loaded, and only when there is SQL to read: what its compiler makes is never run. */
export function parseTemplate(text: string): ListNode {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded lazily, and without types
  const parser = require("nunjucks/src/parser") as TemplateParser;
  return parser.parse(text, [], {});
}
