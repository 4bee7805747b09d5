import { checkSpec, SourceFile, type Diagnostic, type SpecFiles, type SpecInput, type Suggestion } from "../../compiler";

/** A spec and its files with edits that nothing has written yet, and what is wrong in it so. */
export interface EditedSpec {
  readonly file: SourceFile;
  /** The files of the spec that were edited, by path. */
  readonly edited: ReadonlyMap<string, SourceFile>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks a spec without any edit. */
export function uneditedSpec({ file, files }: SpecInput): EditedSpec {
  return look(file, new Map(), files);
}

/** Applies suggestions, none of which overlap, and checks again. */
export function editSpec(spec: EditedSpec, suggestions: readonly Suggestion[], files: SpecFiles): EditedSpec {
  const texts = new Map<SourceFile, string>();
  for (const { span, replacement } of [...suggestions].sort((one, other) => other.span.start - one.span.start)) {
    const text = texts.get(span.file) ?? span.file.text;
    texts.set(span.file, text.slice(0, span.start) + replacement + text.slice(span.end));
  }
  let { file } = spec;
  const edited = new Map(spec.edited);
  for (const [before, text] of texts) {
    const after = new SourceFile(before.path, text);
    if (before === spec.file) file = after;
    else edited.set(before.path, after);
  }
  return look(file, edited, files);
}

function look(file: SourceFile, edited: ReadonlyMap<string, SourceFile>, files: SpecFiles): EditedSpec {
  const overlay: SpecFiles = {
    read: (path) => {
      const read = files.read(path);
      return "file" in read ? { file: edited.get(read.file.path) ?? read.file } : read;
    },
  };
  return { file, edited, diagnostics: checkSpec({ file, files: overlay }).diagnostics };
}
