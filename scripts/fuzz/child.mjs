// One process of the fuzzer: inputs from a seed on, each announced before it runs, so that the parent knows which one does not come back.
import { checkSpec, formatDiagnostics, SourceFile } from "../../compiler/index.ts";
import { Diagnostics } from "../../compiler/diagnostics/diagnostic.ts";
import { readPlainText } from "../../compiler/parse/plain-text.ts";
import { readYaml } from "../../compiler/parse/read-yaml.ts";
import { findTextProblem } from "../../compiler/parse/text-limits.ts";
import { decodeText } from "../../compiler/source/decode.ts";
import { seededRandom } from "../../tests/harness/mutate-yaml.ts";
import { InputMaker } from "./inputs.mjs";

const [root, first, most] = process.argv.slice(2);
const maker = new InputMaker(root);
const isSingle = most === "1";

run().then(() => process.disconnect());

async function run() {
  // The parsers of SQL are loaded when they are first needed: that is no time of an input.
  for (let seed = 0; seed < 30 && !isSingle; seed++) {
    const { text, files } = maker.brokenSql(seededRandom(seed));
    runInput(Buffer.from(text), files);
  }
  for (let seed = Number(first); seed < Number(first) + Number(most); seed++) {
    await send({ starts: seed });
    const { kind, bytes, files } = maker.make(seededRandom(seed));
    if (isSingle) process.stdout.write(`${kind}\n${Buffer.from(bytes).toString("utf8")}\n`);
    const start = process.cpuUsage();
    const result = runInput(bytes, files);
    const { user, system } = process.cpuUsage(start);
    await send({ seed, kind, ...result, milliseconds: (user + system) / 1_000, resident: process.memoryUsage.rss() });
  }
}

function runInput(bytes, files) {
  const decoded = decodeText(bytes);
  if ("problem" in decoded) return { problems: 1 };
  const file = new SourceFile("spec.yaml", decoded.text);
  try {
    const { diagnostics } = checkSpec({ file, files });
    const text = formatDiagnostics(diagnostics);
    if (isSingle) process.stdout.write(text);
    return { problems: diagnostics.length, failure: findFault(diagnostics) ?? findDisagreement(file) };
  } catch (error) {
    return { problems: 0, failure: error.stack };
  }
}

/** What no diagnostic may be. */
function findFault(diagnostics) {
  for (const { message, span } of diagnostics) {
    if (/\bundefined\b|\[object |\bNaN\b/.test(message.replaceAll(/"[^"]*"/g, ""))) return `a message that nobody understands: ${message}`;
    if (!(span.start >= 0 && span.end >= span.start && span.end <= span.file.text.length)) return `a place outside of the text: ${message}`;
  }
  return undefined;
}

/** The reader of plain texts and that of YAML have to read the same. */
function findDisagreement(file) {
  const plain = findTextProblem(file) ? undefined : readPlainText(file.text);
  if (!plain) return undefined;
  const diagnostics = new Diagnostics();
  const read = readYaml(file, diagnostics);
  if (read && diagnostics.all.length === 0 && shown(plain) === shown(read)) return undefined;
  return `a text that two readers read in two ways: ${JSON.stringify(file.text.slice(0, 2_000))}`;
}

function shown({ value, root }) {
  return JSON.stringify([value, places(root)]);
}

/** Where nothing stands, only that is the same for both readers. */
function places({ start, end, name, keyStart, keyEnd, children }) {
  return [start === end ? "nothing" : [start, end], name, keyStart, keyEnd, children.map(places)];
}

function send(message) {
  return new Promise((resolve) => process.send(message, resolve));
}
