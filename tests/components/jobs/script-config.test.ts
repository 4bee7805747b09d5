import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { exampleEnvironment, exampleNames } from "../../harness/examples";
import { examplePlan } from "../../security/example-plans";
import { curated, databaseIngestion, fileIngestion, graphOf, raw, recordIngestions, schema } from "../ingestion/graphs";

/**
 * The scripts themselves read what the components give them: a field that is renamed on one side only is found here. The examples have every script
 * but one; the ingestions of the other tests have that one, and the fields that no example uses.
 */

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a script is started with, or the program that it reads. */
interface Given {
  readonly script: string;
  readonly arguments?: Readonly<Record<string, string>>;
  readonly program?: unknown;
}

type Fields = Readonly<Record<string, string>>;

const scripts = path.join(__dirname, "..", "..", "..", "components", "jobs");
const python = ["python3", "python"].find((command) => {
  const minor = /^Python 3\.(\d+)/.exec(spawnSync(command, ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];
  return minor !== undefined && Number(minor) >= 9;
});

/** Asks each script for its answer: empty when it takes what it is given. Without the packages of AWS, which no reading of arguments needs. */
const askScripts = `
import importlib, json, sys, types
for name in ("boto3", "botocore", "botocore.exceptions"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["botocore.exceptions"].ClientError = Exception
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import datastack_jobs
def answer(given):
    script = importlib.import_module(given["script"])
    try:
        if "program" in given:
            datastack_jobs.checked(given["program"], script.PROGRAM_FIELDS, "program")
        else:
            pairs = [part for pair in given["arguments"].items() for part in pair]
            datastack_jobs.job_arguments(pairs, script.FIELDS)
        return ""
    except datastack_jobs.JobError as error:
        return str(error)
print(json.dumps([answer(given) for given in json.load(sys.stdin)]))
`;

function answers(given: readonly Given[]): readonly string[] {
  const done = spawnSync(python ?? "", ["-c", askScripts, scripts], { encoding: "utf8", input: JSON.stringify(given) });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as readonly string[];
}

/** All that the jobs of a plan get: those that know what to do, those that a state machine tells, and the programs of transforms. */
function givenBy(resources: readonly Resource[]): readonly Given[] {
  const jobs = new Map(resources.filter(({ type }) => type === "aws:glue/job:Job").map(({ inputs }) => [String(inputs["name"]), inputs]));
  const told = resources
    .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
    .flatMap(({ inputs }) => startedJobs(JSON.parse(String(inputs["definition"]))))
    .map(({ JobName, Arguments }) => givenTo(jobs.get(JobName), Arguments));
  // A job that brings its configuration is given the same by every run.
  const own = [...jobs.values()].filter((job) => job["nonOverridableArguments"] !== undefined && "--datastack_config" in fieldsOf(job));
  const programs = resources
    .filter(({ inputs }) => typeof inputs["key"] === "string" && inputs["key"].startsWith("programs/"))
    .map(({ inputs }) => ({ script: "run_warehouse_statements", program: JSON.parse(String(inputs["content"])) as unknown }));
  return [...told, ...own.map((job) => givenTo(job, { "--datastack_run": "{% $run %}" })), ...programs];
}

function fieldsOf(job: Readonly<Record<string, unknown>>): Fields {
  return { ...(job["defaultArguments"] as Fields), ...(job["nonOverridableArguments"] as Fields | undefined) };
}

function givenTo(job: Readonly<Record<string, unknown>> | undefined, ofRun: Fields): Given {
  if (job === undefined) throw new Error("a state machine starts a job that is not there");
  const { scriptLocation } = job["command"] as { readonly scriptLocation: string };
  const given = { ...ofRun, ...fieldsOf(job) };
  // What the state machine puts there: see `runId` in components/transforms.
  if (given["--datastack_run"] === "{% $run %}") given["--datastack_run"] = "0123456789abcdef";
  return { script: path.basename(scriptLocation).replace(/-[0-9a-f]{8}\.py$/, ""), arguments: given };
}

interface StartedJob {
  readonly JobName: string;
  readonly Arguments: Fields;
}

function startedJobs(definition: unknown): readonly StartedJob[] {
  if (typeof definition !== "object" || definition === null) return [];
  const { Resource: resource, Arguments: started } = definition as { readonly Resource?: unknown; readonly Arguments?: StartedJob };
  if (typeof resource === "string" && resource.endsWith(":glue:startJobRun.sync") && started !== undefined) return [started];
  return Object.values(definition).flatMap(startedJobs);
}

/** A value with one of its fields under another name, for each of its fields. */
function renamed(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => renamed(item).map((other) => value.with(index, other)));
  if (typeof value !== "object" || value === null) return [];
  const fields = Object.entries(value);
  return fields.flatMap(([name, part]) => {
    const others = Object.fromEntries(fields.filter(([other]) => other !== name));
    return [{ ...others, [`${name}2`]: part }, ...renamed(part).map((other) => ({ ...others, [name]: other }))];
  });
}

function withRenamed(given: Given): readonly Given[] {
  if (given.arguments === undefined) return renamed(given.program).map((program) => ({ ...given, program }));
  const { "--datastack_config": config = "", ...others } = given.arguments;
  return renamed(JSON.parse(config)).map((other) => ({ ...given, arguments: { ...others, "--datastack_config": JSON.stringify(other) } }));
}

async function allGiven(): Promise<readonly Given[]> {
  const given: Given[] = [];
  for (const example of exampleNames) {
    given.push(...givenBy((await examplePlan({ example, environment: exampleEnvironment(example) })).resources));
  }
  for (const ingestion of [databaseIngestion(schema), databaseIngestion(curated), fileIngestion(schema), fileIngestion(raw, "objects")])
    given.push(...givenBy((await recordIngestions(graphOf([ingestion]))).plan.resources));
  return given;
}

describe.skipIf(python === undefined)("the scripts", async () => {
  const given = await allGiven();

  it("are all given something, with grants where a table of the warehouse is made", () => {
    expect(new Set(given.map(({ script }) => script))).toEqual(
      new Set([
        "ingest_database_to_lake",
        "ingest_database_to_warehouse",
        "ingest_files_to_lake",
        "ingest_files_to_warehouse",
        "load_warehouse",
        "run_warehouse_statements",
      ]),
    );
    expect(given.some(({ program }) => program !== undefined)).toBe(true);
    const withGrants = given.filter((one) => one.arguments?.["--datastack_config"]?.includes('"grants":['));
    expect(new Set(withGrants.map(({ script }) => script))).toEqual(
      new Set(["ingest_database_to_warehouse", "ingest_files_to_warehouse", "load_warehouse"]),
    );
  });

  it("take what they are given", () => {
    expect(answers(given).filter((answer) => answer !== "")).toEqual([]);
  });

  it("refuse any field under another name", () => {
    const changed = given.flatMap(withRenamed);
    expect(changed.length).toBeGreaterThan(200);
    expect(answers(changed).filter((answer) => answer === "")).toEqual([]);
  });
});
