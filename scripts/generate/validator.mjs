import Ajv2020 from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const path = "compiler/generated/validator.js";

/** Code that checks a spec's shape, compiled ahead of time: loading it costs a fraction of loading ajv and compiling the schema. */
export async function generateValidator({ root, schema }) {
  const ajv = new Ajv2020.default({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    discriminator: true,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true, lines: true },
  });
  const validate = ajv.compile(forValidation(schema.bundled));
  const code = lighter(standaloneCode.default(ajv, validate));
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    charset: "utf8",
    minifySyntax: true,
    write: false,
    banner: { js: "// Generated from specs/schema by `npm run gen`." },
  });
  return {
    [path]: outputFiles[0].text,
    [path.replace(/\.js$/, ".d.ts")]: declaration,
  };
}

/**
 * The code without what it does not need: the allowed values are in schema.json, and without a mention of them the bundler drops the schemas that the
 * code carries along; and errors are appended, since copying them all for each object takes quadratic time.
 */
function lighter(code) {
  return code
    .replace(/allowedValues: ?schema\d+(\.\w+|\[[^\]]*\])*/g, "")
    .replace(/vErrors\.concat\((validate\d+)\.errors\)/g, "append(vErrors, $1.errors)")
    .concat("\nfunction append(all, more) { for (const error of more) all.push(error); return all; }\n");
}

/**
 * Without what does not change which specs are valid: annotations, and `required` beside a discriminator, which the discriminator implies and which
 * strict mode refuses.
 */
function forValidation(node, parentKey) {
  if (Array.isArray(node)) return node.map((item) => forValidation(item));
  if (typeof node !== "object" || node === null) return node;
  const namesKeys = parentKey === "properties" || parentKey === "$defs";
  const dropped = namesKeys ? [] : ["title", "description", "examples", "default", ...(node.discriminator ? ["required"] : [])];
  const entries = Object.entries(node).filter(([key]) => !dropped.includes(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, forValidation(value, namesKeys ? undefined : key)]));
}

const declaration = `// Generated from specs/schema by \`npm run gen\`.

/** One way in which a value breaks the schema. */
export interface ShapeError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set when the name of a key is wrong and not its value. */
  readonly propertyName?: string;
}

declare const validate: {
  (value: unknown): boolean;
  errors?: readonly ShapeError[] | null;
};

export default validate;
`;
