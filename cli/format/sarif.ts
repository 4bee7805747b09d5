import { isAbsolute, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { version } from "../../package.json";
import { diagnosticCodes, type Diagnostic, type SourceFile, type Span } from "../../compiler";
import { shownPath, type SpecFolder } from "../../compiler/diagnostics/text";

/** In the order of the rules. */
const codes = Object.keys(diagnosticCodes);

/**
 * Diagnostics as a log of code scanning tools (OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"): one run, every code as a
 * rule, suggestions as fixes. Columns are UTF-16 code units from 1, and the end of a region is exclusive, as in the diagnostics themselves.
 */
export function formatSarif(diagnostics: readonly Diagnostic[], folder: SpecFolder): string {
  const run = {
    tool: { driver: { name: "datastack", version, semanticVersion: version, rules: Object.entries(diagnosticCodes).map(rule) } },
    columnKind: "utf16CodeUnits",
    results: diagnostics.map(result),
  };
  return `${JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, undefined, 2)}\n`;

  function result({ code, severity, message, path, environment, span, related, suggestions }: Diagnostic) {
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: severity,
      message: { text: plainText(message) },
      locations: [{ physicalLocation: place(span), ...(path ? { logicalLocations: [{ fullyQualifiedName: path }] } : {}) }],
      ...(related.length === 0
        ? {}
        : {
            relatedLocations: related.map((other, id) => ({
              id,
              physicalLocation: place(other.span),
              message: { text: plainText(other.message) },
            })),
          }),
      ...(suggestions.length === 0
        ? {}
        : {
            fixes: suggestions.map((suggestion) => ({
              description: { text: plainText(suggestion.message) },
              artifactChanges: [
                {
                  artifactLocation: artifact(suggestion.span.file),
                  replacements: [{ deletedRegion: region(suggestion.span), insertedContent: { text: suggestion.replacement } }],
                },
              ],
            })),
          }),
      ...(environment === undefined ? {} : { properties: { environment } }),
    };
  }

  function place(span: Span) {
    return { artifactLocation: artifact(span.file), ...(span.file.text === "" ? {} : { region: region(span) }) };
  }

  function artifact(file: SourceFile) {
    return artifactLocation(shownPath(file, folder));
  }
}

function rule([id, sentence]: readonly [string, string]) {
  return {
    id,
    shortDescription: { text: sentence },
    help: { text: `${sentence} More with: datastack explain ${id}` },
    defaultConfiguration: { level: "error" },
  };
}

function region({ file, start, end }: Span) {
  const first = file.position(start);
  const last = file.position(end);
  return { startLine: first.line, startColumn: first.column, endLine: last.line, endColumn: last.column };
}

/** Relative to where the command was called, which in a workflow is the root of the repository; elsewhere it is the whole path. */
function artifactLocation(path: string) {
  if (path.startsWith("<")) return { uri: encodeURIComponent(path) };
  const fromHere = relative(".", path);
  if (isAbsolute(fromHere) || /^\.\.([\\/]|$)/.test(fromHere)) return { uri: pathToFileURL(resolve(path)).href };
  return { uri: fromHere.split(sep).map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

/** In a message of the format `[text](number)` would be a link. */
function plainText(message: string): string {
  return message.replaceAll(/\[(?=[^[\]]*\]\()/g, "\\[");
}
