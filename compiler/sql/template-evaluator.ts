import { asList, asNumber, asText, maximumTextLength, templateFilters, type TemplateValue } from "./template-filters";
import type {
  CallNode,
  ComparisonNode,
  ConditionNode,
  ForNode,
  ListNode,
  LookupNode,
  OperatorNode,
  PairNode,
  SetNode,
  TemplateNode,
  UnaryNode,
  ValueNode,
} from "./template-syntax";

/** What is wrong with a template, and with which of its nodes. */
export class TemplateError extends Error {
  constructor(
    message: string,
    readonly node: TemplateNode,
    readonly candidates: readonly string[] = [],
  ) {
    super(message);
    this.name = "TemplateError";
  }
}

/** A piece of the result and the node that it came from. */
export interface Piece {
  readonly text: string;
  readonly node: TemplateNode;
}

const maximumSteps = 200_000;
const maximumRange = 10_000;

type Variables = Map<string, TemplateValue>;

/**
 * Evaluates the tree of a template itself, instead of running the JavaScript that nunjucks would make of it: only the constructs, filters and functions
 * below exist, every step counts towards a limit, and each error has a place.
 */
export class TemplateEvaluator {
  readonly pieces: Piece[] = [];
  #steps = 0;
  #length = 0;

  constructor(
    private readonly globals: ReadonlyMap<string, TemplateValue>,
    private readonly ref: (argument: ValueNode & { readonly value: string }) => string,
  ) {}

  /** @throws TemplateError - At the first thing that cannot be evaluated. */
  run(root: ListNode): void {
    this.execute(root, [new Map(this.globals)]);
  }

  private execute(node: TemplateNode, scopes: readonly Variables[]): void {
    this.step(node);
    switch (node.typename) {
      case "Root":
      case "NodeList":
        for (const child of (node as ListNode).children) this.execute(child, scopes);
        return;
      case "Output":
        for (const child of (node as ListNode).children) this.print(child, scopes);
        return;
      case "If":
        return this.executeIf(node as ConditionNode, scopes);
      case "For":
        return this.executeFor(node as ForNode, scopes);
      case "Set":
        return this.executeSet(node as SetNode, scopes);
      default:
        throw new TemplateError(`${constructNames[node.typename] ?? node.typename} cannot be used in SQL files`, node);
    }
  }

  private print(node: TemplateNode, scopes: readonly Variables[]): void {
    const text =
      node.typename === "TemplateData" ? String((node as ValueNode).value) : this.guarded(node, () => asText(this.defined(node, scopes)));
    this.#length += text.length;
    if (this.#length > maximumTextLength) throw new TemplateError(`the template renders more than ${maximumTextLength} characters`, node);
    this.pieces.push({ text, node });
  }

  private executeIf(node: ConditionNode, scopes: readonly Variables[]): void {
    if (isTrue(this.evaluate(node.cond, scopes))) this.execute(node.body, scopes);
    else if (node.else_) this.execute(node.else_, scopes);
  }

  private executeFor(node: ForNode, scopes: readonly Variables[]): void {
    const over = this.defined(node.arr, scopes);
    const items = this.guarded(node.arr, () => (over instanceof Map ? [...over] : asList(over)));
    items.forEach((item, index) => {
      const variables: Variables = new Map();
      if (node.name.typename === "Symbol")
        variables.set(symbolName(node.name), over instanceof Map ? asList(item as TemplateValue)[0] : item);
      else (node.name as ListNode).children.forEach((name, position) => variables.set(symbolName(name), asList(item)[position]));
      variables.set("loop", loopVariables(index, items.length));
      this.execute(node.body, [...scopes, variables]);
    });
    if (items.length === 0 && node.else_) this.execute(node.else_, scopes);
  }

  private executeSet(node: SetNode, scopes: readonly Variables[]): void {
    if (!node.value) throw new TemplateError("a block of text cannot be set; write {% set name = value %}", node);
    const value = this.defined(node.value, scopes);
    for (const target of node.targets) scopes.at(-1)?.set(symbolName(target), value);
  }

  private evaluate(node: TemplateNode, scopes: readonly Variables[]): TemplateValue {
    this.step(node);
    switch (node.typename) {
      case "Literal":
        return this.literal(node as ValueNode);
      case "Symbol":
        return this.variable(node as ValueNode, scopes);
      case "Group":
        return this.evaluate(onlyChild(node as ListNode), scopes);
      case "Array":
        return (node as ListNode).children.map((child) => this.defined(child, scopes));
      case "Dict":
        return this.dictionary(node as ListNode, scopes);
      case "LookupVal":
        return this.lookup(node as LookupNode, scopes);
      case "InlineIf": {
        const { cond, body, else_ } = node as ConditionNode;
        return isTrue(this.evaluate(cond, scopes)) ? this.evaluate(body, scopes) : else_ ? this.evaluate(else_, scopes) : "";
      }
      case "FunCall":
        return this.call(node as CallNode, scopes);
      case "Filter":
        return this.filter(node as CallNode, scopes);
      case "Or": {
        const left = this.evaluate((node as OperatorNode).left, scopes);
        return isTrue(left) ? left : this.evaluate((node as OperatorNode).right, scopes);
      }
      case "And": {
        const left = this.evaluate((node as OperatorNode).left, scopes);
        return isTrue(left) ? this.evaluate((node as OperatorNode).right, scopes) : left;
      }
      case "Not":
        return !isTrue(this.evaluate((node as UnaryNode).target, scopes));
      case "Neg":
        return -this.number((node as UnaryNode).target, scopes);
      case "Pos":
        return this.number((node as UnaryNode).target, scopes);
      case "Is":
        return this.test(node as OperatorNode, scopes);
      case "In":
        return this.contains(node as OperatorNode, scopes);
      case "Compare":
        return this.compare(node as ComparisonNode, scopes);
      case "Concat": {
        const { left, right } = node as OperatorNode;
        return this.limitText(
          this.guarded(node, () => asText(this.defined(left, scopes)) + asText(this.defined(right, scopes))),
          node,
        );
      }
      case "Add":
        return this.add(node as OperatorNode, scopes);
      default:
        return this.calculate(node as OperatorNode, scopes);
    }
  }

  private literal(node: ValueNode): TemplateValue {
    const value = node.value;
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    throw new TemplateError("regular expressions cannot be used in SQL files", node);
  }

  private variable(node: ValueNode, scopes: readonly Variables[]): TemplateValue {
    const name = symbolName(node);
    for (let index = scopes.length - 1; index >= 0; index--) {
      const scope = scopes[index];
      if (scope?.has(name)) return scope.get(name);
    }
    if (functionNames.includes(name)) throw new TemplateError(`"${name}" is a function: call it`, node);
    return undefined;
  }

  private dictionary(node: ListNode, scopes: readonly Variables[]): TemplateValue {
    return new Map(
      (node.children as readonly PairNode[]).map(({ key, value }) => [
        key.typename === "Symbol" ? symbolName(key) : this.guarded(key, () => asText(this.defined(key, scopes))),
        this.defined(value, scopes),
      ]),
    );
  }

  private lookup(node: LookupNode, scopes: readonly Variables[]): TemplateValue {
    const target = this.defined(node.target, scopes);
    const key = this.defined(node.val, scopes);
    if (target instanceof Map) return target.get(this.guarded(node.val, () => asText(key))) as TemplateValue;
    if (Array.isArray(target) && typeof key === "number") return (target as readonly TemplateValue[])[key];
    throw new TemplateError(`there is no "${String(key)}" in this value`, node.val);
  }

  private call(node: CallNode, scopes: readonly Variables[]): TemplateValue {
    const name = node.name.typename === "Symbol" ? symbolName(node.name) : undefined;
    if (name === "ref") return this.callRef(node);
    if (name === "range") return this.callRange(node, scopes);
    throw new TemplateError(
      `only ${functionNames.join(" and ")} can be called in SQL files: a dataset is ref("<store>.<zone or schema>.<table>")`,
      node.name,
      functionNames,
    );
  }

  private callRef(node: CallNode): string {
    const [argument, ...more] = node.args.children;
    if (!argument || more.length > 0 || argument.typename !== "Literal" || typeof (argument as ValueNode).value !== "string")
      throw new TemplateError(
        'ref takes one dataset in quotes, as in ref("lake.raw.orders"): what SQL reads must be known without running it',
        node.name,
      );
    return this.ref(argument as ValueNode & { readonly value: string });
  }

  private callRange(node: CallNode, scopes: readonly Variables[]): TemplateValue {
    const values = node.args.children.map((argument) => this.number(argument, scopes));
    const [start, stop, step = 1] = values.length === 1 ? [0, values[0] as number] : (values as [number, number, number?]);
    const count = Math.ceil((stop - start) / step);
    if (!Number.isFinite(count) || count > maximumRange) throw new TemplateError(`range counts ${maximumRange} steps at most`, node.name);
    return Array.from({ length: Math.max(count, 0) }, (_, index) => start + index * step);
  }

  private filter(node: CallNode, scopes: readonly Variables[]): TemplateValue {
    const name = symbolName(node.name);
    const filter = templateFilters.get(name);
    if (!filter) throw new TemplateError(`there is no filter "${name}"`, node.name, [...templateFilters.keys()]);
    const [target, ...args] = node.args.children as [TemplateNode, ...TemplateNode[]];
    const value = name === "default" || name === "d" ? this.evaluate(target, scopes) : this.defined(target, scopes);
    const result = this.guarded(node.name, () => filter(value, ...args.map((argument) => this.defined(argument, scopes))));
    if (typeof result === "string") this.limitText(result, node);
    return result;
  }

  private test({ left, right }: OperatorNode, scopes: readonly Variables[]): boolean {
    const name =
      right.typename === "Symbol" ? symbolName(right) : right.typename === "Literal" && (right as ValueNode).value === null ? "none" : "";
    const value = this.evaluate(left, scopes);
    if (name === "defined") return value !== undefined;
    if (name === "undefined") return value === undefined;
    if (name === "none") return value === null;
    throw new TemplateError("the tests of SQL files are defined, undefined and none", right);
  }

  private contains({ left, right }: OperatorNode, scopes: readonly Variables[]): boolean {
    const value = this.defined(left, scopes);
    const container = this.defined(right, scopes);
    return this.guarded(right, () => {
      if (container instanceof Map) return container.has(asText(value));
      return typeof container === "string" ? container.includes(asText(value)) : asList(container).includes(value);
    });
  }

  private compare(node: ComparisonNode, scopes: readonly Variables[]): boolean {
    let left = this.defined(node.expr, scopes);
    for (const { type, expr } of node.ops) {
      const right = this.defined(expr, scopes);
      if (!this.holds(type, left, right, expr)) return false;
      left = right;
    }
    return true;
  }

  private holds(operator: string, left: TemplateValue, right: TemplateValue, node: TemplateNode): boolean {
    if (operator.startsWith("==")) return left === right;
    if (operator.startsWith("!=")) return left !== right;
    if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string"))
      throw new TemplateError("only two numbers or two texts can be compared", node);
    const order = left === right ? 0 : left < (right as number | string) ? -1 : 1;
    return operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
  }

  private add(node: OperatorNode, scopes: readonly Variables[]): TemplateValue {
    const left = this.defined(node.left, scopes);
    const right = this.defined(node.right, scopes);
    if (typeof left === "number" && typeof right === "number") return left + right;
    if (typeof left === "string" && typeof right === "string") return this.limitText(left + right, node);
    throw new TemplateError("only two numbers or two texts can be added; ~ puts values of any kind together", node.right);
  }

  private calculate(node: OperatorNode, scopes: readonly Variables[]): number {
    const operation = operations.get(node.typename);
    if (!operation) throw new TemplateError(`${constructNames[node.typename] ?? node.typename} cannot be used in SQL files`, node);
    return operation(this.number(node.left, scopes), this.number(node.right, scopes));
  }

  private number(node: TemplateNode, scopes: readonly Variables[]): number {
    return this.guarded(node, () => asNumber(this.defined(node, scopes)));
  }

  /** The value of a node that must have one. */
  private defined(node: TemplateNode, scopes: readonly Variables[]): TemplateValue {
    const value = this.evaluate(node, scopes);
    if (value === undefined) throw this.undefinedError(node, scopes);
    return value;
  }

  private undefinedError(node: TemplateNode, scopes: readonly Variables[]): TemplateError {
    if (node.typename === "Symbol") {
      const names = [...scopes.flatMap((scope) => [...scope.keys()]), ...functionNames];
      return new TemplateError(`there is no "${symbolName(node)}" here: SQL files know ref("…"), env and vars`, node, names);
    }
    if (node.typename === "LookupVal") {
      const { target, val } = node as LookupNode;
      const map = this.evaluate(target, scopes);
      const key = String(this.evaluate(val, scopes));
      const isVars = target.typename === "Symbol" && symbolName(target) === "vars";
      return new TemplateError(
        isVars ? `the spec has no variable "${key}" under vars` : `there is no "${key}" in this value`,
        val,
        map instanceof Map ? [...(map.keys() as Iterable<string>)] : [],
      );
    }
    return new TemplateError("this has no value", node);
  }

  private limitText(text: string, node: TemplateNode): string {
    if (text.length > maximumTextLength)
      throw new TemplateError(`the template makes a text of more than ${maximumTextLength} characters`, node);
    this.#steps += text.length >> 8;
    return text;
  }

  private step(node: TemplateNode): void {
    if (++this.#steps > maximumSteps) throw new TemplateError("the template takes too many steps: its loops are too long", node);
  }

  private guarded<Result>(node: TemplateNode, action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      if (error instanceof TypeError) throw new TemplateError(error.message, node);
      throw error;
    }
  }
}

const functionNames: readonly string[] = ["ref", "range"];

const operations: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ["Sub", (left, right) => left - right],
  ["Mul", (left, right) => left * right],
  ["Div", (left, right) => left / right],
  ["FloorDiv", (left, right) => Math.floor(left / right)],
  ["Mod", (left, right) => left % right],
  ["Pow", (left, right) => left ** right],
]);

/** How people call what the tree calls otherwise. */
const constructNames: Readonly<Record<string, string>> = {
  Include: "include",
  Import: "import",
  FromImport: "import",
  Extends: "extends",
  Block: "block",
  Super: "super",
  Macro: "macro",
  Caller: "call",
  Switch: "switch",
  AsyncEach: "asyncEach",
  AsyncAll: "asyncAll",
  IfAsync: "ifAsync",
  KeywordArgs: "an argument by name",
  Capture: "a filter block",
};

function symbolName(node: TemplateNode): string {
  if (node.typename !== "Symbol") throw new TemplateError("a name is expected here", node);
  return String((node as ValueNode).value);
}

function onlyChild(node: ListNode): TemplateNode {
  const [child, ...more] = node.children;
  if (!child || more.length > 0) throw new TemplateError("one expression is expected between parentheses", node);
  return child;
}

function isTrue(value: TemplateValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Map ? value.size > 0 : Boolean(value);
}

function loopVariables(index: number, length: number): TemplateValue {
  return new Map<string, TemplateValue>([
    ["index", index + 1],
    ["index0", index],
    ["revindex", length - index],
    ["revindex0", length - index - 1],
    ["first", index === 0],
    ["last", index === length - 1],
    ["length", length],
  ]);
}
