import { expect, test } from "vitest";
import { parse } from "yaml";
import { placesInScalar } from "../../../compiler/link/scalar-place";

/** Each part of the text that is «so» has to be found «so» in the scalar. */
test.each([
  ["a plain text", "select a, «b from t", "select a, «b"],
  ["a plain text over lines", "select a\n    from t\n    where «a = 2", "where «a"],
  ["quotes", '"select \\"a\\" from «t"', "from «t"],
  ["quotes with line ends", '"select a\\n\\tfrom \\\n   «t where a"', "«t where"],
  ["single quotes", "'select ''a'' from «t'", "from «t"],
  ["a block", "|\n  select a -- 日本🎉\n\n    from t,\n  «t, a\n", "«t, a"],
  ["a block with a header", ">2- # says a and t\n    select a\n\n    , «a from t\n", ", «a"],
  ["a block with Windows line ends", "|\r\n  select a\r\n  from a, «a\r\n", "a, «a"],
])("%s", (_, marked, place) => {
  const scalar = marked.replace("«", "");
  const text: unknown = (parse(`- ${scalar}`) as readonly unknown[])[0];
  if (typeof text !== "string") throw new Error("no text");
  const start = text.indexOf(place.replace("«", "")) + place.indexOf("«");
  expect(placesInScalar(scalar, text)?.({ start, end: start + 1 })).toEqual({ start: marked.indexOf("«"), end: marked.indexOf("«") + 1 });
});

test("what cannot be told", () => {
  expect(placesInScalar("*anchor", "select a")).toBeUndefined();
  expect(placesInScalar('"\\x41 b"', "A b")).toBeUndefined();
});

test("the end of a text is its last character", () => {
  expect(placesInScalar("|\n  a b\n", "a b\n")?.({ start: 4, end: 4 })).toEqual({ start: 6, end: 7 });
});
