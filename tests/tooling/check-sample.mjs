/**
 * Checks the types of `sample.ts` in the working directory as `tsc --noEmit --strict` does, under several settings in one process: most of the time goes
 * into reading the same declarations. Prints a list of problems for each pair of arguments `module moduleResolution`, as JSON.
 */
import { createRequire } from "node:module";
import path from "node:path";

const typescript = createRequire(import.meta.url)("typescript");
const parsedFiles = new Map();
const results = [];
for (let index = 2; index < process.argv.length; index += 2) results.push(problemsWith(process.argv[index], process.argv[index + 1]));
process.stdout.write(JSON.stringify(results));

function problemsWith(module, moduleResolution) {
  const settings = { noEmit: true, strict: true, skipLibCheck: true, target: "es2020", types: ["node"], module, moduleResolution };
  const { options, errors } = typescript.convertCompilerOptionsFromJson(settings, process.cwd());
  const program = typescript.createProgram([path.resolve("sample.ts")], options, hostOf(options));
  return [...errors, ...typescript.getPreEmitDiagnostics(program)].map(({ messageText }) =>
    typescript.flattenDiagnosticMessageText(messageText, "\n"),
  );
}

/** Files that are parsed alike are parsed once. */
function hostOf(options) {
  const host = typescript.createCompilerHost(options);
  const parse = host.getSourceFile;
  host.getSourceFile = (file, how, ...rest) => {
    const key = JSON.stringify([file, how.languageVersion, how.impliedNodeFormat]);
    if (!parsedFiles.has(key)) parsedFiles.set(key, parse(file, how, ...rest));
    return parsedFiles.get(key);
  };
  return host;
}
