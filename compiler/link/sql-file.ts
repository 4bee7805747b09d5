import { quote } from "../diagnostics/quote";
import type { Dataset, DatasetId, SpecPointer } from "../model/graph";
import { localEnvironment, runToken } from "../model/names";
import type { SourceFile, Span } from "../source/source-file";
import type { SpecFiles } from "../source/spec-files";
import { localDifferences } from "../sql/local-differences";
import { takeSelect } from "../sql/statement";
import type { SqlDialect } from "../sql/scan";
import { findSyntaxProblem } from "../sql/syntax/find-syntax-problem";
import { renderTemplate, type TextRange } from "../sql/template";
import { sentence, type LinkContext } from "./link-context";
import { reportNamedTables } from "./named-tables";
import type { References } from "./references";

/** Athena API Reference, "StartQueryExecution": the longest statement, in bytes. What PostgreSQL runs is held to the same. */
export const maximumStatementBytes = 262_144;

const longestWord = 80;

/** SQL that is to be rendered: a file, or a text in the spec. */
export interface SqlSource {
  readonly text: string;
  readonly dialect: SqlDialect;
  /** The node of the spec that it belongs to. */
  readonly pointer: SpecPointer;
  /** Where a part of the text stands. */
  span(range: TextRange): Span;
  /** The name by which SQL reads the dataset; undefined when it cannot, which is reported. */
  tableName(dataset: Dataset, span: Span): string | undefined;
}

/** A rendered select and what it reads: each dataset with the first place that names it. */
export interface LinkedSelect {
  readonly select: string;
  readonly reads: ReadonlyMap<DatasetId, Span>;
  /** Where a part of the select stands in its source. */
  locate: LocateSql;
}

/** Finds the place in the source of a range of the rendered select. */
export type LocateSql = (range: TextRange) => Span;

/** The file of a transform; undefined when it cannot be read, which is reported. */
export function readSqlFile(context: LinkContext, files: SpecFiles, pointer: SpecPointer, path: string): SourceFile | undefined {
  const read = files.read(path);
  if ("file" in read) return read.file;
  context.report({ code: "unreadable-file", pointer, message: `The SQL file ${quote(path)} ${read.problem}.` });
  return undefined;
}

/** Renders SQL and resolves what it reads; undefined when something is wrong, which is reported. */
export function linkSelect(context: LinkContext, references: References, source: SqlSource): LinkedSelect | undefined {
  if (!isShortEnough(context, source, source.text)) return undefined;
  const reads = new Map<DatasetId, Span>();
  const names = new Set<string>();
  let isComplete = true;
  const rendering = renderTemplate(source.text, {
    env: context.stack.environment,
    vars: context.spec.vars,
    ref: (reference, range) => {
      const span = source.span(range);
      const dataset = references.resolveDataset({ pointer: source.pointer, span }, reference);
      const name = dataset && source.tableName(dataset, span);
      if (!dataset || name === undefined) isComplete = false;
      else {
        names.add(name);
        if (!reads.has(dataset.id)) reads.set(dataset.id, span);
      }
      return name ?? "unknown";
    },
  });
  if ("problem" in rendering) {
    const { message, candidates, ...range } = rendering.problem;
    const span = source.span(range);
    const word = span.file.text.slice(span.start, span.end);
    context.report({
      code: "invalid-template",
      pointer: source.pointer,
      message: sentence(message),
      span,
      alternatives: { word, candidates },
    });
    return undefined;
  }
  const taken = takeOneSelect(context, source, rendering.rendered);
  if (!isComplete || !taken) return undefined;
  reportNamedTables(context, references, source, taken, names);
  return { ...taken, reads };
}

function takeOneSelect(
  context: LinkContext,
  source: SqlSource,
  rendered: { readonly text: string; sourceOffset(offset: number): number },
): Pick<LinkedSelect, "select" | "locate"> | undefined {
  const report = (message: string, offset: number): undefined => {
    const start = Math.min(rendered.sourceOffset(offset), source.text.length);
    const word = /^\w+/.exec(source.text.slice(start, start + longestWord))?.[0];
    const span = source.span({ start, end: Math.min(start + (word?.length ?? 1), source.text.length) });
    context.report({ code: "invalid-statement", pointer: source.pointer, message: sentence(message), span });
  };
  const taken = takeSelect(rendered.text, source.dialect);
  if ("problem" in taken) return report(taken.problem.message, taken.problem.offset);
  const token = source.dialect === "athena" ? rendered.text.indexOf(runToken) : -1;
  if (token !== -1) return report(`the text ${runToken} stands for the id of a run, so SQL for the lake cannot hold it`, token);
  const { select, start: selectStart } = taken;
  const locate: LocateSql = ({ start, end }) => {
    const from = Math.min(rendered.sourceOffset(selectStart + start), source.text.length);
    const last = end > start ? rendered.sourceOffset(selectStart + end - 1) + 1 : from;
    return source.span({ start: from, end: Math.min(Math.max(last, from), source.text.length) });
  };
  if (!isShortEnough(context, source, select) || !isReadable(context, source, select, locate)) return undefined;
  if (source.dialect === "athena" && context.stack.environment === localEnvironment)
    reportLocalDifferences(context, source, select, locate);
  return { select, locate };
}

/** Reports what the engine cannot read, and what only the engine can tell. */
function isReadable(context: LinkContext, source: SqlSource, select: string, locate: LocateSql): boolean {
  const mayBeNewer = source.dialect === "athena" || context.spec.warehouse?.engine === "postgresql";
  const problem = findSyntaxProblem(select, source.dialect, mayBeNewer);
  if (!problem) return true;
  const { severity, message, meant, ...range } = problem;
  const span = locate(range);
  context.report({
    code: "invalid-statement",
    pointer: source.pointer,
    severity,
    message: sentence(message),
    span,
    ...(meant === undefined ? {} : { alternatives: { word: select.slice(range.start, range.end), candidates: [meant] } }),
  });
  return severity === "warning";
}

/** A local run answers lake SQL with DuckDB: what it would answer wrongly or not at all is said before anything runs. */
function reportLocalDifferences(context: LinkContext, source: SqlSource, select: string, locate: LocateSql): void {
  for (const { message, start, end, severity } of localDifferences(select))
    context.report({ code: "local-sql", pointer: source.pointer, severity, message: sentence(message), span: locate({ start, end }) });
}

function isShortEnough(context: LinkContext, source: SqlSource, text: string): boolean {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maximumStatementBytes) return true;
  context.report({
    code: "statement-too-long",
    pointer: source.pointer,
    span: source.span({ start: 0, end: 1 }),
    message: `This SQL has ${bytes.toLocaleString("en")} bytes: a statement has ${maximumStatementBytes.toLocaleString("en")} at most. Make it several transforms.`,
  });
  return false;
}
