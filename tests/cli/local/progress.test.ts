import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showProgress } from "../../../cli/local/progress";
import type { StepReport } from "../../../local/events";

const orders = { node: "ingestion.orders", dataset: "lake.raw.orders" };
const revenue = { node: "transforms.daily_revenue", dataset: "warehouse.marts.daily_revenue" };
const done: StepReport = { ...orders, status: "done", rows: 1204, bytes: 34_000, milliseconds: 120, notes: [], checks: [] };
const skipped: StepReport = {
  ...revenue,
  status: "skipped",
  rows: 0,
  bytes: 0,
  milliseconds: 0,
  notes: [],
  checks: [],
  problem: { message: "It waited." },
};

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
afterEach(() => void vi.useRealTimers());

function recorded(isTTY: boolean) {
  const written: string[] = [];
  const progress = showProgress({ isTTY, columns: 60, write: (text: string) => written.push(text) }, false);
  return { written, progress };
}

describe("progress", () => {
  it("is a line for each step where there is no terminal", () => {
    const { written, progress } = recorded(false);
    progress.event({ kind: "pass-started", steps: [orders, revenue] });
    progress.event({ kind: "step-started", step: orders });
    progress.event({ kind: "step-progress", step: orders, rows: 500 });
    vi.advanceTimersByTime(1000);
    progress.event({ kind: "warehouse-ready", host: "127.0.0.1", port: 5433, milliseconds: 870 });
    progress.event({ kind: "step-ended", report: done });
    progress.event({ kind: "step-ended", report: { ...done, ...revenue, status: "failed", problem: { message: "The disk is full." } } });
    progress.event({ kind: "step-ended", report: skipped });
    progress.end();
    expect(written.join("")).toBe(
      [
        "  warehouse at 127.0.0.1:5433, ready after 0.87 s",
        "✓ ingestion.orders → lake.raw.orders                            1,204 rows    34 KB   0.12 s",
        "✗ transforms.daily_revenue → warehouse.marts.daily_revenue  The disk is full.",
        "– transforms.daily_revenue → warehouse.marts.daily_revenue  skipped",
        "",
      ].join("\n"),
    );
  });

  it("says on a terminal what is running, ten times a second at most", () => {
    const { written, progress } = recorded(true);
    progress.event({ kind: "pass-started", steps: [orders, revenue] });
    progress.event({ kind: "step-started", step: orders });
    for (let rows = 0; rows < 1000; rows++) progress.event({ kind: "step-progress", step: orders, rows });
    vi.advanceTimersByTime(1000);
    expect(written).toHaveLength(10);
    expect(written.at(-1)).toBe("\r\u001b[2K0/2  lake.raw.orders 999 rows 1.00 s");
    progress.event({ kind: "step-ended", report: done });
    expect(written.at(-2)).toBe("\r\u001b[2K");
    progress.end();
    vi.advanceTimersByTime(1000);
    expect(written.at(-1)).toMatch(/^✓ .*\n$/);
  });

  it("cuts what a terminal cannot show in one line", () => {
    const { written, progress } = recorded(true);
    progress.event({ kind: "pass-started", steps: [orders, revenue] });
    progress.event({ kind: "step-started", step: orders });
    progress.event({ kind: "step-started", step: revenue });
    vi.advanceTimersByTime(100);
    expect((written.at(-1) as string).slice("\r\u001b[2K".length)).toHaveLength(59);
    progress.end();
  });
});
