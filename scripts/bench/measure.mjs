import { spawnSync } from "node:child_process";

/** Runs each command once a round, in turn, so that what else the machine does falls on all of them. The first round is thrown away. */
export function measure(commands, rounds) {
  const samples = commands.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    commands.forEach((command, index) => {
      if (round > (command.rounds ?? rounds)) return;
      const sample = run(command);
      if (round > 0) samples[index].push(sample);
    });
  }
  return commands.map(({ name }, index) => {
    const times = samples[index].map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
    return {
      name,
      minimum: times[0],
      median: times[Math.floor(times.length / 2)],
      peakMegabytes: Math.max(...samples[index].map(({ peakMegabytes }) => peakMegabytes)),
    };
  });
}

/** A whole process: wall time and peak memory, by a small Python parent where there is one, since Node cannot ask for a child's peak. */
function run({ name, command, env, exitCodes = [0] }) {
  const [program, ...args] = command;
  const start = process.hrtime.bigint();
  const script =
    "import resource,subprocess,sys\ncode=subprocess.call(sys.argv[1:],stdout=subprocess.DEVNULL)\nprint(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\nsys.exit(code)";
  const timed = spawnSync(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (!exitCodes.includes(timed.status)) throw new Error(`${name} failed with exit code ${timed.status}:\n${timed.stderr}`);
  const memory = spawnSync("python3", ["-c", script, program, ...args], { env: { ...process.env, ...env }, encoding: "utf8" });
  return { milliseconds, peakMegabytes: exitCodes.includes(memory.status) ? Number(memory.stdout.trim()) / 1024 : Number.NaN };
}
