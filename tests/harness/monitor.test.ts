import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createUrn,
  type ProgramRecord,
  type ProgramRun,
  type RegisteredResource,
  runProgram,
  runProgramHere,
  type RunProgramOptions,
  secretValue,
  unknownOutput,
} from "./monitor";
import { toPlainObject } from "./monitor/property-values";

const toyProgram = `
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("toy:storage/thing:Thing", name, { label: undefined, url: undefined, password: undefined, link: undefined, ...args }, opts);
  }
}
class Provider extends pulumi.ProviderResource {
  constructor(name, args, opts) { super("toy", name, args, opts); }
}
class Inner extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("toy:index:Inner", name, {}, opts);
    this.thing = new Thing(name + "-thing", { label: "inner" }, { parent: this, protect: true, retainOnDelete: true, ignoreChanges: ["label"] });
    this.registerOutputs({ url: this.thing.url });
  }
}
class Outer extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("toy:index:Outer", name, {}, { ...opts, aliases: [{ name: "old-" + name }] });
    this.inner = new Inner(name + "-inner", {}, { parent: this });
    this.registerOutputs({});
  }
}
module.exports = async () => {
  const config = new pulumi.Config();
  const provider = new Provider("explicit", { endpoint: "https://toy.invalid" });
  const outer = new Outer("outer", {});
  const first = new Thing("first", { label: config.require("label"), password: config.requireSecret("password") });
  const second = new Thing("second", { link: first.url }, { provider, dependsOn: [outer], deletedWith: first, customTimeouts: { create: "5m" } });
  const answer = await pulumi.runtime.invoke("toy:storage/find:find", { wanted: 7 });
  new Thing("known", {}, { id: "thing-9" });
  pulumi.log.warn("take care", first);
  return { url: second.url, password: first.password, found: answer.found, label: first.label, organization: pulumi.getOrganization(),
    directory: process.cwd(), root: pulumi.runtime.getRootDirectory(), preview: pulumi.runtime.isDryRun() };
};
`;

const failingPrograms = {
  runError: `
    const pulumi = require("@pulumi/pulumi");
    const error = new pulumi.RunError("the spec has 2 errors\\n  lake.raw");
    error.stack = "";
    throw error;`,
  rejectedApply: `
    const pulumi = require("@pulumi/pulumi");
    class Thing extends pulumi.CustomResource { constructor(name, args) { super("toy:a/thing:Thing", name, args); } }
    const thing = new Thing("only", { label: "x" });
    thing.urn.apply(() => { const error = new Error("too late"); error.stack = ""; throw error; });`,
  duplicate: `
    const pulumi = require("@pulumi/pulumi");
    class Thing extends pulumi.CustomResource { constructor(name, args) { super("toy:a/thing:Thing", name, args); } }
    new Thing("same", {});
    new Thing("same", {});`,
  hanging: `
    setInterval(() => undefined, 1000);
    module.exports = () => new Promise(() => undefined);`,
  loggedOnly: `
    const pulumi = require("@pulumi/pulumi");
    pulumi.log.error("not fatal");`,
  transform: `
    const pulumi = require("@pulumi/pulumi");
    class Thing extends pulumi.CustomResource { constructor(name, args, opts) { super("toy:a/thing:Thing", name, args, opts); } }
    new Thing("changed", {}, { transforms: [() => undefined] });`,
  invoke: `
    const pulumi = require("@pulumi/pulumi");
    module.exports = async () => { await pulumi.runtime.invoke("toy:a/f:f", {}); };`,
} as const;

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "datastack-monitor-")));
  symlinkSync(resolve(__dirname, "../../node_modules"), join(folder, "node_modules"), "dir");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "toy", version: "1.0.0" }));
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", "index.js"), toyProgram);
  for (const [name, text] of Object.entries(failingPrograms)) writeFileSync(join(folder, `${name}.js`), text);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(options: Partial<RunProgramOptions>): Promise<ProgramRun> {
  return runProgram({ directory: folder, project: "toy", stack: "dev", ...options });
}

const toy: Pick<RunProgramOptions, "config" | "respond"> = {
  config: { label: "from config", password: "hunter2" },
  respond: {
    outputs: (_type, name) => ({ id: `${name}-made`, outputs: { url: `https://${name}.invalid`, token: secretValue("t0ken") } }),
    invoke: (token, args) => ({ found: `${token} ${JSON.stringify(args)}` }),
  },
};

function runToy(options: Partial<RunProgramOptions>): Promise<ProgramRun> {
  return run({ ...toy, main: "dist", secretConfigKeys: ["password"], ...options });
}

function find(result: ProgramRecord, name: string): RegisteredResource {
  const resource = result.resources.find((candidate) => candidate.name === name);
  if (resource === undefined) throw new Error(`no resource "${name}" in:\n${result.resources.map(({ urn }) => urn).join("\n")}`);
  return resource;
}

const secret = { secret: true };
const unknown = { unknown: true };
const urnOf = (chain: string, name: string): string => `urn:pulumi:dev::toy::${chain}::${name}`;

describe("an update", () => {
  let result: ProgramRun;
  beforeAll(async () => {
    result = await runToy({});
  }, 60_000);

  it("ends well and says nothing but the program's own messages", () => {
    const firstUrn = urnOf("toy:storage/thing:Thing", "first");
    expect(result).toMatchObject({ exitCode: 0, timedOut: false, stderr: "" });
    expect(result.logs).toEqual([{ severity: "warning", message: "take care", urn: firstUrn }]);
  });

  it("gives every resource the URN of the real engine", () => {
    expect(result.resources.map(({ urn }) => urn).sort()).toEqual(
      [
        urnOf("pulumi:providers:toy", "explicit"),
        urnOf("pulumi:pulumi:Stack", "toy-dev"),
        urnOf("toy:index:Outer", "outer"),
        urnOf("toy:index:Outer$toy:index:Inner", "outer-inner"),
        urnOf("toy:index:Outer$toy:index:Inner$toy:storage/thing:Thing", "outer-inner-thing"),
        urnOf("toy:storage/thing:Thing", "first"),
        urnOf("toy:storage/thing:Thing", "known"),
        urnOf("toy:storage/thing:Thing", "second"),
      ].sort(),
    );
  });

  it("records inputs without secrets, and outputs of other resources by value", () => {
    expect(find(result, "first").inputs).toEqual({ label: "from config", password: secret });
    expect(find(result, "second").inputs).toEqual({ link: "https://first.invalid" });
    expect(JSON.stringify(result)).not.toMatch(/hunter2|t0ken/);
  });

  it("records parents, dependencies, provider and options", () => {
    const first = find(result, "first");
    const inner = find(result, "outer-inner");
    expect(find(result, "second")).toMatchObject({
      parent: urnOf("pulumi:pulumi:Stack", "toy-dev"),
      dependencies: [find(result, "outer-inner-thing").urn, first.urn].sort(),
      propertyDependencies: { link: [first.urn] },
      provider: `${urnOf("pulumi:providers:toy", "explicit")}::explicit-made`,
      deletedWith: first.urn,
      customTimeouts: { create: "5m" },
    });
    expect(find(result, "outer-inner-thing")).toMatchObject({
      parent: inner.urn,
      protect: true,
      retainOnDelete: true,
      ignoreChanges: ["label"],
      custom: true,
    });
    expect(find(result, "outer")).toMatchObject({ custom: false, aliases: [{ name: "old-outer" }] });
    expect(inner.registeredOutputs).toEqual({ url: "https://outer-inner-thing.invalid" });
    expect(find(result, "known")).toMatchObject({ read: true, id: "thing-9" });
    expect(first.protect).toBeUndefined();
  });

  it("answers invokes, and collects the stack's outputs", () => {
    expect(result.invokes).toEqual([{ token: "toy:storage/find:find", args: { wanted: 7 } }]);
    expect(result.outputs).toEqual({
      url: "https://second.invalid",
      password: secret,
      found: 'toy:storage/find:find {"wanted":7}',
      label: "from config",
      organization: "organization",
      directory: join(folder, "dist"),
      root: folder,
      preview: false,
    });
  });
});

describe("a preview", () => {
  it("of a new stack leaves ids and outputs unknown", async () => {
    const result = await runToy({ dryRun: true });
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(find(result, "second").inputs).toEqual({ link: unknown });
    expect(find(result, "second").provider).toBe(`${urnOf("pulumi:providers:toy", "explicit")}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`);
    expect(find(result, "second").id).toBeUndefined();
    expect(result.outputs).toMatchObject({ url: unknown, password: secret, label: "from config", preview: true });
  }, 60_000);

  it("of a deployed stack knows them", async () => {
    const program = createRequire(__filename)(join(folder, "dist")) as () => Promise<unknown>;
    const result = await runProgramHere({ ...toy, project: "toy", stack: "dev", dryRun: true, stackExists: true }, program);
    expect(find(result, "second").inputs).toEqual({ link: "https://first.invalid" });
    expect(result.outputs).toMatchObject({ url: "https://second.invalid", preview: true });
  }, 60_000);
});

describe("a program that fails", () => {
  it.each([
    { main: "runError.js", exitCode: 32, error: "the spec has 2 errors\n  lake.raw" },
    { main: "rejectedApply.js", exitCode: 32, error: "too late" },
    {
      main: "duplicate.js",
      exitCode: 32,
      error: "Duplicate resource URN 'urn:pulumi:dev::toy::toy:a/thing:Thing::same'; try giving it a unique name",
    },
    { main: "transform.js", exitCode: 32, error: "the test monitor has no transforms" },
    { main: "invoke.js", exitCode: 32, error: "no answer for the function toy:a/f:f" },
    { main: "loggedOnly.js", exitCode: 0, error: "not fatal" },
  ])(
    "$main reports its error in the log and ends with $exitCode",
    async ({ main, exitCode, error }) => {
      const result = await run({ main });
      expect(result.exitCode).toBe(exitCode);
      expect(result.logs.filter(({ severity }) => severity === "error").map(({ message }) => message)).toContainEqual(
        expect.stringContaining(error),
      );
    },
    60_000,
  );

  it("is killed when it does not end", async () => {
    const started = Date.now();
    const result = await run({ main: "hanging.js", timeoutMilliseconds: 1_000 });
    expect(result).toMatchObject({ exitCode: null, timedOut: true });
    expect(Date.now() - started).toBeLessThan(10_000);
  }, 60_000);
});

describe("values of the wire format", () => {
  const marker = (signature: string, content: object): object => ({ "4dabf18193072939515e22adb298388d": signature, ...content });
  const outputValue = (content: object): object => marker("d0e6a833031e9bbcd3f4e8bde6ca49a4", content);

  it.each([
    { name: "a nested secret", wire: { list: [secretValue("x"), 1] }, plain: { list: [secret, 1] } },
    { name: "a secret object", wire: secretValue({ user: "u" }), plain: secret },
    { name: "an unknown", wire: [unknownOutput()], plain: [unknown] },
    { name: "an output value", wire: outputValue({ value: "x", dependencies: ["urn"] }), plain: "x" },
    { name: "an unknown output value", wire: outputValue({}), plain: unknown },
    { name: "a secret output value", wire: outputValue({ value: "x", secret: true }), plain: secret },
    { name: "a resource", wire: marker("5cf8f73096256a8f31e491e813e4eb8e", { urn: "urn:x", id: "i" }), plain: { resource: "urn:x" } },
    { name: "a file", wire: marker("c44067f5952c0a294b673a41bacd8c17", { text: "t" }), plain: { asset: { text: "t" } } },
    { name: "null", wire: null, plain: null },
  ])("become plain JSON: $name", ({ wire, plain }) => {
    expect(toPlainObject({ value: wire })).toEqual({ value: plain });
  });

  it("are refused when their signature is unknown", () => {
    expect(() => toPlainObject({ value: marker("none", {}) })).toThrow("unknown signature");
  });
});

describe("createUrn", () => {
  const base = { stack: "dev", project: "toy", type: "aws:s3/bucket:Bucket", name: "a::b" };

  it.each([
    { parent: undefined, chain: "aws:s3/bucket:Bucket" },
    { parent: urnOf("pulumi:pulumi:Stack", "toy-dev"), chain: "aws:s3/bucket:Bucket" },
    { parent: urnOf("a:b:C$a:b:D", "d"), chain: "a:b:C$a:b:D$aws:s3/bucket:Bucket" },
  ])("writes the chain $chain", ({ parent, chain }) => {
    expect(createUrn({ ...base, ...(parent === undefined ? {} : { parent }) })).toBe(urnOf(chain, "a::b"));
  });
});
