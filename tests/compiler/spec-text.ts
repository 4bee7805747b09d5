import { checkSpec, compileStack, SourceFile, type Diagnostic, type SpecInput, type StackGraph } from "../../compiler";

/** The lines that every spec of these tests begins with; what a test writes comes after them. */
export const header = `apiVersion: datastack/v1
name: shop
owner: data@shop.example
environments:
  dev: { account: "111111111111", region: eu-west-1 }
`;

const headerLines = header.split("\n").length - 1;

/** A spec in memory. A text that begins with apiVersion is a whole spec; others get the header. */
export function specInput(text: string, files: Readonly<Record<string, string>> = {}): SpecInput {
  const whole = text.trimStart().startsWith("apiVersion") ? text : header + text;
  const sources = new Map(Object.entries(files).map(([path, content]) => [path, new SourceFile(path, content)]));
  return {
    file: new SourceFile("stack.yaml", whole),
    files: {
      read: (path) => {
        const file = sources.get(path);
        return file ? { file } : { problem: "does not exist" };
      },
    },
  };
}

/** The graph of a spec without problems. */
export function graphOf(text: string, files?: Readonly<Record<string, string>>, environment = "dev"): StackGraph {
  return compileStack(specInput(text, files), environment).graph;
}

/** All problems of a spec, each as `file:line:column code: message`; lines of the spec count after the header. */
export function problemsOf(text: string, files?: Readonly<Record<string, string>>): string[] {
  return diagnosticsOf(text, files).map((diagnostic) => {
    const severity = diagnostic.severity === "warning" ? "warning " : "";
    return `${placeOf(diagnostic.span)} ${severity}${diagnostic.code}: ${diagnostic.message}`;
  });
}

export function diagnosticsOf(text: string, files?: Readonly<Record<string, string>>): readonly Diagnostic[] {
  return checkSpec(specInput(text, files)).diagnostics;
}

/** `file:line:column`, as in problemsOf. */
export function placeOf({ file, start }: Diagnostic["span"]): string {
  const { line, column } = file.position(start);
  const shift = file.path === "stack.yaml" && file.text.startsWith(header) ? headerLines : 0;
  return `${file.path === "stack.yaml" ? "" : `${file.path}:`}${line - shift}:${column}`;
}

/** The text that a diagnostic points at. */
export function textOf({ file, start, end }: Diagnostic["span"]): string {
  return file.text.slice(start, end);
}
