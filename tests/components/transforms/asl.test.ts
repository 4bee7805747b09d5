import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { branch, expression, inOrder, joinStates, single, stateName, textLiteral } from "../../../components/transforms/asl";
import { evaluateText } from "./interpreter";

describe("textLiteral", () => {
  it.each(["", "it's", 'say "yes"', "back\\slash \\\" \\'", "line\nfeed\ttab\r", "{% $x %}", "%}", "größe 注文 🛒 \u2028", "\u0000\u001f"])(
    "gives back %j",
    async (text) => {
      expect(await evaluateText(expression(textLiteral(text)), {})).toBe(text);
    },
  );

  it("gives back every text, and ends no expression", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        const literal = textLiteral(text);
        expect(literal).not.toContain("%}");
        expect(await evaluateText(expression(literal), {})).toBe(text);
      }),
    );
  });
});

describe("expression", () => {
  it("is one line, and texts in it keep theirs", async () => {
    const text = expression(`(\n  $text := ${textLiteral("two\n  lines")};\n  $text\n)`);
    expect(text).not.toContain("\n");
    expect(await evaluateText(text, {})).toBe("two\n  lines");
  });
});

describe("stateName", () => {
  it("keeps short names", () => {
    expect(stateName("transforms.orders", "make")).toBe("transforms.orders: make");
  });

  it("cuts long ones and tells them apart", () => {
    const [one, other] = ["a", "b"].map((end) => stateName(`transforms.${"x".repeat(100)}${end}`, "read current"));
    expect(one).toHaveLength(80);
    expect(one).toMatch(/: read current$/);
    expect(other).not.toBe(one);
  });

  it("is ASCII, and tells apart what ASCII does not", () => {
    expect(stateName("load lake.raw.größe")).toMatch(/^load lake\.raw\.gr__e-[0-9a-f]{8}$/);
    expect(stateName("load lake.raw.größe")).not.toBe(stateName("load lake.raw.graeße".replace("ae", "ä")));
  });
});

describe("putting parts together", () => {
  const pass = (name: string) => single(name, { Type: "Pass" });

  it("links them in order", () => {
    expect(inOrder([pass("a"), pass("b")])("end")).toEqual({
      startAt: "a",
      states: { a: { Type: "Pass", Next: "b" }, b: { Type: "Pass", Next: "end" } },
    });
  });

  it("passes through when there is none", () => {
    expect(inOrder([])("end")).toEqual({ startAt: "end", states: {} });
  });

  it("ends a branch", () => {
    expect(branch(pass("a"), "x")).toEqual({
      StartAt: "a",
      States: { a: { Type: "Pass", Next: "x: done" }, "x: done": { Type: "Succeed" } },
    });
  });

  it("refuses two states of one name", () => {
    expect(() => joinStates([{ a: { Type: "Pass" } }, { a: { Type: "Pass" } }])).toThrow('Two states are named "a".');
  });
});
