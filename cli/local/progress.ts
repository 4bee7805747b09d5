import { createColors } from "picocolors";
import { displayText } from "../../compiler/diagnostics/display-text";
import type { RunEvent, StepName, StepReport } from "../../local";
import { bytesText, counted, sizeText, timeText } from "./quantities";
import { failedChecks, marks, paintStatus, stepText } from "./step-text";
import { cutText } from "./table";

/** Where progress is shown: standard error. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows what a run does while it does it. */
export interface Progress {
  event(event: RunEvent): void;
  /** Takes the status line away. */
  end(): void;
}

export const noProgress: Progress = { event: () => undefined, end: () => undefined };

const redrawMilliseconds = 100;
/** Where there is no terminal; the summary has all of it. */
const longestLine = 160;
const shortestReason = 20;
const eraseLine = "\r\u001b[2K";

interface RunningStep {
  readonly name: StepName;
  readonly started: number;
  rows?: number;
  bytes?: number;
}

/** One line for each step that ends; on a terminal also what is running, in a line below them. */
export function showProgress(stream: ProgressStream, useColor: boolean): Progress {
  return new LineProgress(stream, useColor);
}

class LineProgress implements Progress {
  readonly #colors;
  readonly #running = new Map<string, RunningStep>();
  readonly #redraws: NodeJS.Timeout | undefined;
  #steps: readonly StepName[] = [];
  #ended = 0;
  #isDrawn = false;

  constructor(
    private readonly stream: ProgressStream,
    useColor: boolean,
  ) {
    this.#colors = createColors(useColor);
    if (stream.isTTY === true) this.#redraws = setInterval(() => this.draw(), redrawMilliseconds).unref();
  }

  event(event: RunEvent): void {
    switch (event.kind) {
      case "pass-started":
        this.#steps = event.steps;
        this.#ended = 0;
        return;
      case "step-started":
        this.#running.set(stepText(event.step), { name: event.step, started: performance.now() });
        return;
      case "step-progress":
        Object.assign(this.#running.get(stepText(event.step)) ?? {}, event);
        return;
      case "step-ended":
        this.#running.delete(stepText(event.report));
        this.#ended++;
        return this.print(this.endedLine(event.report));
      case "warehouse-ready":
        return this.print(this.#colors.dim(`  warehouse at ${event.host}:${event.port}, ready after ${timeText(event.milliseconds)}`));
      case "notice":
        return this.print(event.message);
    }
  }

  end(): void {
    clearInterval(this.#redraws);
    this.erase();
  }

  private print(line: string): void {
    this.erase();
    this.stream.write(`${line}\n`);
  }

  private endedLine(report: StepReport): string {
    const { status, rows, bytes, milliseconds, problem } = report;
    const mark = paintStatus(marks[status], status, this.#colors);
    const name = stepText(report).padEnd(Math.max(...this.#steps.map((step) => stepText(step).length)));
    if (status === "skipped") return `${mark} ${this.#colors.dim(`${name}  skipped`)}`;
    const quantities = [counted(rows, "row").padStart(14), sizeText(rows, bytes).padStart(7), timeText(milliseconds).padStart(7)].join(
      "  ",
    );
    const failed = failedChecks(report).map((check) => check.name);
    const reason = problem?.message ?? (failed.length > 0 ? `failed: ${failed.join("; ")}` : undefined);
    const room = (this.stream.columns || longestLine) - name.length - "✓   ".length - 1;
    return `${mark} ${name}  ${reason === undefined ? quantities : cutText(displayText(reason), Math.max(room, shortestReason))}`;
  }

  private draw(): void {
    if (this.#running.size === 0) return this.erase();
    const running = [...this.#running.values()].map(({ name, rows, bytes, started }) => {
      const soFar = rows !== undefined ? counted(rows, "row") : bytes !== undefined ? bytesText(bytes) : undefined;
      return [name.node === "load" ? stepText(name) : name.dataset, soFar, timeText(performance.now() - started)].filter(Boolean).join(" ");
    });
    const line = `${this.#ended}/${this.#steps.length}  ${running.join("  ·  ")}`;
    this.stream.write(`${eraseLine}${this.#colors.dim(cutText(line, (this.stream.columns || longestLine) - 1))}`);
    this.#isDrawn = true;
  }

  private erase(): void {
    if (this.#isDrawn) this.stream.write(eraseLine);
    this.#isDrawn = false;
  }
}
