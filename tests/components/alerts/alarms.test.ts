import fc from "fast-check";
import { expect, test } from "vitest";
import { freshnessWindow, refreshAlarm, silentStreamAlarm } from "../../../components/alerts/alarms";

/** The longest age that a spec may name. */
const sevenDays = 7 * 24 * 60;

test("every age that the language knows fits CloudWatch, and is watched at least so long and less than a period longer", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: sevenDays }), (minutes) => {
      const { period, evaluationPeriods } = freshnessWindow(minutes);
      const window = period * evaluationPeriods;
      expect(period % 60).toBe(0);
      expect(window).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
      expect(window).toBeGreaterThanOrEqual(minutes * 60);
      expect(window - minutes * 60).toBeLessThan(period);
    }),
  );
});

test.each([
  [1, 60, 1],
  [59, 60, 59],
  [60, 300, 12],
  [26 * 60, 3600, 26],
  [24 * 60, 300, 288],
  [sevenDays, 3600, 168],
])("%i minutes are %i seconds times %i", (minutes, period, evaluationPeriods) => {
  expect(freshnessWindow(minutes)).toEqual({ period, evaluationPeriods });
});

test("a dataset is late when nothing says otherwise, but not while the alarm is new", () => {
  expect(refreshAlarm("shop", "dev", "warehouse.marts.daily_revenue", 26 * 60)).toEqual({
    namespace: "datastack",
    metricName: "DatasetRefreshed",
    dimensions: { Stack: "shop", Environment: "dev", Dataset: "warehouse.marts.daily_revenue" },
    statistic: "Sum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    period: 3600,
    evaluationPeriods: 26,
    treatMissingData: "breaching",
    warmUpMinutes: 26 * 60,
  });
});

test("the warm-up is two days at most", () => {
  expect(silentStreamAlarm("shop-dev-events", sevenDays).warmUpMinutes).toBe(2880);
});
