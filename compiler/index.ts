export { checkSpec, compileStack, UnknownEnvironmentError, type Compilation, type SpecInput } from "./compile";
export { diagnosticCodes, type DiagnosticCode } from "./diagnostics/codes";
export { SpecError, type Diagnostic, type RelatedSpan, type Suggestion } from "./diagnostics/diagnostic";
export { formatDiagnostics } from "./diagnostics/text";
export type * from "./model/graph";
export { folderFiles } from "./source/folder-files";
export { readSpec } from "./source/read-spec";
export { SourceFile, type Position, type Span } from "./source/source-file";
export type { SpecFiles } from "./source/spec-files";
