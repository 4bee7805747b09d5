import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { format } from "./format.mjs";

const folder = "components/jobs";

/** The Python programs of the cloud jobs as one module, so that a bundle carries them. */
export async function generateJobScripts({ root }) {
  const path = `${folder}/scripts.generated.ts`;
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith(".py")).sort();
  const entries = await Promise.all(
    names.map(async (name) => `${scriptName(name)}: ${templateLiteral(await readFile(join(root, folder, name), "utf8"))}`),
  );
  const code = `// Generated from components/jobs/*.py by \`npm run gen\`.

/** Base name of a script. */
export type JobScriptName = ${names.map((name) => JSON.stringify(scriptName(name))).join(" | ") || "never"};

export const jobScripts: Readonly<Record<JobScriptName, string>> = {${entries.join(",\n")}};
`;
  return { [path]: await format(path, code) };
}

function scriptName(file) {
  return file.replace(/\.py$/, "");
}

function templateLiteral(text) {
  return `\`${text.replace(/[`\\]|\$(?=\{)/g, "\\$&")}\``;
}
