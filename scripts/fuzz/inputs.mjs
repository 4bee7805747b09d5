import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseDocument, stringify } from "yaml";
import { SourceFile } from "../../compiler/source/source-file.ts";
import { MutableYaml } from "../../tests/harness/mutate-yaml.ts";

const fragments = [
  ...": - ? , [ ] { } # & * ! | > ' \" % @ ` \\ \t \r\n << *a &a !!str !x --- ... ~ null true 0x1 .nan 1e999 ${ {{ }} {% %}".split(" "),
  ..."\n \n  \n    \n- a b lake raw __proto__ constructor \u00e9 \u4e2d \u{1f600} \u200b \u202e \ufeff \0 \x1b".split(" "),
  ..." ",
];
const scalars = [
  null,
  true,
  0,
  -1,
  0.5,
  1e21,
  "",
  "x",
  "lake.raw",
  "warehouse.marts",
  "sources.db",
  "15 minutes",
  "* * * * *",
  "toString",
  "\n",
  "{{ ref(",
];
const keys =
  "apiVersion name owner tags environments vars network lake warehouse sources ingestion transforms access alerts zones schemas type from to tables key cursor as schedule every cron timezone on sql checks not_null unique accepted_values relationships materialize incremental members read write admin account region protected overrides engine capacity min max host database secret format retention movedFrom email freshness dev raw marts db orders __proto__ constructor".split(
    " ",
  );

/** Makes inputs of several kinds, each from random numbers alone. */
export class InputMaker {
  #examples;

  constructor(root) {
    const folder = path.join(root, "specs", "examples");
    this.#examples = readdirSync(folder).map((name) => {
      const text = readFileSync(path.join(folder, name, `${name}.yaml`), "utf8");
      return { folder: path.join(folder, name), text, yaml: new MutableYaml(text) };
    });
  }

  make(random) {
    const kinds = { bytes, fragments: fragmentsText, tree, mutated: this.mutated, spliced: this.spliced, sql: this.brokenSql };
    const kind = pick(Object.keys(kinds), random);
    const { text, files = noFiles } = kinds[kind].call(this, random);
    return { kind, bytes: typeof text === "string" ? Buffer.from(text) : text, files };
  }

  /** An example with several mistakes. */
  mutated(random) {
    const example = pick(this.#examples, random);
    let { text } = example;
    let yaml = example.yaml;
    for (let count = 1 + below(5, random); count > 0; count--) {
      ({ text } = yaml.mutate(random));
      if (parseDocument(text).errors.length > 0) break;
      yaml = new MutableYaml(text);
    }
    return { text, files: filesOf(example) };
  }

  /** An example with pieces cut, doubled, moved and replaced anywhere. */
  spliced(random) {
    const example = pick(this.#examples, random);
    return { text: splice(example.text, pick(this.#examples, random).text, random), files: filesOf(example) };
  }

  /** An example whose SQL is broken. */
  brokenSql(random) {
    const example = pick(this.#examples, random);
    const other = pick(this.#examples, random).text;
    const { read } = filesOf(example);
    const broken = new Map();
    const breakFile = (name) => new SourceFile(name, splice(read(name).file.text, other, random));
    return {
      text: example.text,
      files: {
        read: (name) => {
          if (!broken.has(name)) broken.set(name, breakFile(name));
          return { file: broken.get(name) };
        },
      },
    };
  }
}

const noFiles = { read: () => ({ problem: "does not exist" }) };

function filesOf({ folder }) {
  return {
    read: (name) => {
      try {
        return { file: new SourceFile(name, readFileSync(path.join(folder, "sql", path.basename(name)), "utf8")) };
      } catch {
        return { problem: "does not exist" };
      }
    },
  };
}

function bytes(random) {
  return { text: Uint8Array.from({ length: below(400, random) }, () => (random() < 0.7 ? 32 + below(95, random) : below(256, random))) };
}

function fragmentsText(random) {
  return {
    text: Array.from({ length: below(pick([5, 30, 2_000], random), random) }, () => pick(fragments, random)).join(
      random() < 0.5 ? "" : " ",
    ),
  };
}

function tree(random) {
  const head = {
    apiVersion: "datastack/v1",
    name: "x1",
    owner: "a",
    environments: { dev: { account: "111111111111", region: "eu-west-1" } },
  };
  return { text: stringify({ ...(random() < 0.8 ? head : {}), ...value(random, 5, true) }) };
}

function value(random, depth, isMap = false) {
  const kind = isMap ? 0.5 : random();
  if (depth === 0 || kind < 0.3) return pick(scalars, random);
  const length = below(6, random);
  if (kind > 0.85) return Array.from({ length }, () => value(random, depth - 1));
  return Object.fromEntries(Array.from({ length }, () => [pick(keys, random), value(random, depth - 1)]));
}

function splice(text, other, random) {
  let spliced = text;
  for (let count = 1 + below(6, random); count > 0; count--) {
    const from = below(spliced.length + 1, random);
    const to = Math.min(spliced.length, from + below(random() < 0.5 ? 4 : 200, random));
    const start = below(other.length, random);
    const piece = pick(
      ["", pick(fragments, random), other.slice(start, start + below(80, random)), spliced.slice(from, to).repeat(1 + below(40, random))],
      random,
    );
    spliced = spliced.slice(0, from) + piece + spliced.slice(to);
  }
  return spliced;
}

function below(limit, random) {
  return Math.floor(random() * limit);
}

function pick(items, random) {
  return items[below(items.length, random)];
}
