import tseslint from "typescript-eslint";

/** Folders of the source, as a relative import names them from below another folder. */
function folders(...names) {
  return `^(\\.\\./)+(${names.join("|")})(/|$)`;
}

const pulumi = "^@pulumi/";
const terminal = "^(commander|picocolors)$";
const languageReaders = "^(yaml|ajv|nunjucks)(/|$)";

/** What each folder may not import: the folder table of the architecture, read backwards. */
const directions = {
  compiler: [pulumi, terminal, folders("components", "stacks", "plan", "local", "describe", "cli")],
  components: [languageReaders, terminal, "^(\\.\\./)+compiler(?!/model/)", folders("stacks", "plan", "local", "describe", "cli")],
  stacks: [terminal, folders("plan", "local", "describe", "cli")],
  plan: [terminal, folders("components", "local", "describe", "cli")],
  local: [pulumi, terminal, folders("components", "stacks", "plan", "describe", "cli")],
  describe: [pulumi, terminal, folders("components", "stacks", "plan", "local", "cli")],
};

/** An import in each of its forms: a statement, a call of import(), a call of require(). */
function forbidImports(folder, patterns) {
  const message = `${folder}/ may not import this: see the folder table in docs/ARCHITECTURE.md.`;
  const selectors = patterns.flatMap((pattern) => {
    const regex = pattern.replaceAll("/", "\\u002F");
    return [`ImportExpression[source.value=/${regex}/]`, `CallExpression[callee.name="require"][arguments.0.value=/${regex}/]`];
  });
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      "no-restricted-imports": ["error", { patterns: patterns.map((regex) => ({ regex, message })) }],
      "no-restricted-syntax": ["error", ...selectors.map((selector) => ({ selector, message }))],
    },
  };
}

const onlyCli = "Only cli/ talks to the terminal and ends the process.";

export default tseslint.config(
  { ignores: ["dist/", "coverage/", ".cache/", ".datastack/", "node_modules/", "compiler/generated/", "**/*.generated.ts"] },
  tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports", disallowTypeAnnotations: false }],
      eqeqeq: "error",
      "prefer-const": "error",
      "no-fallthrough": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // The house writes `const parent = this;` in components.
      "@typescript-eslint/no-this-alias": "off",
    },
  },
  ...Object.entries(directions).map(([folder, patterns]) => forbidImports(folder, patterns)),
  {
    files: Object.keys(directions).map((folder) => `${folder}/**/*.ts`),
    rules: {
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        ...["stdout", "stderr", "exit", "exitCode"].map((property) => ({ object: "process", property, message: onlyCli })),
      ],
    },
  },
  // A CommonJS file has no other import.
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
