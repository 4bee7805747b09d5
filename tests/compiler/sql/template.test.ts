import { describe, expect, test } from "vitest";
import { renderTemplate, type TemplateScope } from "../../../compiler/sql/template";

const vars = { first_day: "2026-01-01", limit: 10, strict: true, regions: "eu,us" };

function render(text: string, env = "dev"): string {
  const scope: TemplateScope = { env, vars, ref: (reference) => `<${reference}>` };
  const result = renderTemplate(text, scope);
  if ("rendered" in result) return result.rendered.text;
  const { message, start, end } = result.problem;
  const line = text.slice(0, start).split("\n").length;
  return `${line}:${start - text.lastIndexOf("\n", start - 1)} [${text.slice(start, end)}] ${message}`;
}

describe("templates", () => {
  test.each([
    ["select 1", "select 1"],
    [`select * from {{ ref("lake.raw.orders") }}`, "select * from <lake.raw.orders>"],
    [`select * from {{ ref('lake.raw.orders') }}`, "select * from <lake.raw.orders>"],
    ["{{ env }} {{ vars.first_day }} {{ vars['limit'] }} {{ vars.strict }}", "dev 2026-01-01 10 true"],
    ["a {# a comment with {{ nothing }} #} b", "a  b"],
    ["{% raw %}{{ env }}{% endraw %}", "{{ env }}"],
    ["{% if env == 'prod' %}all{% elif env == 'dev' %}some{% else %}none{% endif %}", "some"],
    ["{{ 'x' if vars.limit > 5 and not false else 'y' }}{{ 'z' if false }}", "x"],
    ["a  {%- if true -%}  b  {%- endif -%}  c", "abc"],
    ["{% for n in range(3) %}{{ n }}{{ ', ' if not loop.last }}{% endfor %}", "0, 1, 2"],
    ["{% for n in range(5, 1, -2) %}{{ n }} {% endfor %}", "5 3 "],
    ["{% for n in [] %}x{% else %}empty{% endfor %}", "empty"],
    ["{% for k, v in {a: 1, 'b': 2} %}{{ k }}={{ v }};{% endfor %}", "a=1;b=2;"],
    ["{% for a, b in [[1, 2], [3, 4]] %}{{ a + b }} {% endfor %}", "3 7 "],
    ["{% set columns = ['a', 'b'] %}{{ columns | join(', ') | upper }}", "A, B"],
    ["{{ vars.nothing | default('fallback') }} {{ vars.limit | default(1) }}", "fallback 10"],
    ["{{ vars.nothing is defined }} {{ vars.limit is defined }} {{ none is none }}", "false true true"],
    ["{{ 'eu' in vars.regions }} {{ 3 not in [1, 2] }} {{ 'a' in {a: 1} }}", "true true true"],
    ["{{ 7 // 2 }} {{ 7 % 2 }} {{ 2 ** 3 }} {{ -1 + 3 * 2 }} {{ 1 / 4 }} {{ 'a' ~ 1 }}", "3 1 8 5 0.25 a1"],
    ["{{ ' A ' | trim | lower | replace('a', 'b$&') }} {{ 'abc' | length }} {{ '4.7' | int }} {{ 2.345 | round(2) }}", "b$& 3 4 2.35"],
    ["{{ 1 < 2 < 3 }} {{ 'a' != 'b' }} {{ 1 == '1' }}", "true true false"],
    ["{{ '%s' }} {{ \"'\" }} $$ \\", "%s ' $$ \\"],
    ["größe {{ env }}\r\nnext {{ env }}", "größe dev\r\nnext dev"],
  ])("%s", (text, expected) => expect(render(text)).toBe(expected));

  test.each([
    ["select\n  {{ vars.first_dya }}", '2:11 [first_dya] the spec has no variable "first_dya" under vars'],
    ["{{ nothing }}", '1:4 [nothing] there is no "nothing" here: SQL files know ref("…"), env and vars'],
    ["\n\n  {{ reff('a') }}", "3:6 [reff] only ref and range can be called in SQL files"],
    ["{{ ref }}", '1:4 [ref] "ref" is a function: call it'],
    [
      "{{ ref(vars.first_day) }}",
      '1:4 [ref] ref takes one dataset in quotes, as in ref("lake.raw.orders"): what SQL reads must be known without running it',
    ],
    ["{{ ref('a' ~ 'b') }}", /^1:4 \[ref\] ref takes one dataset in quotes/],
    ["{{ ref() }}", /^1:4 \[ref\] ref takes one dataset/],
    ["{{ ref('a', 'b') }}", /^1:4 \[ref\] ref takes one dataset/],
    ["{{ env | shout }}", '1:10 [shout] there is no filter "shout"'],
    ["{{ [1] }}", /a list cannot be written as text/],
    ["{{ vars }}", /a map cannot be written as text/],
    ["{{ 1 + 'a' }}", /only two numbers or two texts can be added/],
    ["{{ 1 < 'a' }}", /only two numbers or two texts can be compared/],
    ["{{ env.length.x }}", /there is no "length" in this value/],
    ["{% include 'a' %}", /include cannot be used in SQL files/],
    ["{% import 'a' as b %}", /import cannot be used in SQL files/],
    ["{% extends 'a' %}", /extends cannot be used in SQL files/],
    ["{% macro a() %}{% endmacro %}", /macro cannot be used in SQL files/],
    ["{% block a %}{% endblock %}", /block cannot be used in SQL files/],
    ["{% call a() %}{% endcall %}", /cannot be used in SQL files|only ref and range/],
    ["{% asyncEach a in [1] %}{% endeach %}", /asyncEach cannot be used in SQL files/],
    ["{{ vars.limit }}\n{{ env", "2:1 [{{] expected variable end"],
    ["select 1\n{% if %}", /^2:\d+ .*unexpected token/],
    ["{% for a in range(3) %}", /^1:\d+ /],
    ["{% nonsense %}", "1:4 [nonsense] there is no {% nonsense %} in SQL files"],
    ["{{ r/a+/g }}", "1:4 [r] regular expressions cannot be used in SQL files"],
    ["{{ range(100000) | length }}", "1:4 [range] range counts 10000 steps at most"],
    ["{{ range(1, 9, 0) | length }}", /range counts 10000 steps at most/],
    [
      "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}",
      /too many steps/,
    ],
    ["{{ range(10000) | join('x') | replace('x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy') }}", /is too long/],
    [`${"{% set a = a | default('aaaaaaaaaa') %}".repeat(1)}${"{% set a = a ~ a %}".repeat(40)}{{ a }}`, /more than 300000 characters/],
    ["{{ 'a' | round }}", /is not a number/],
  ])("%s is refused", (text, expected) => expect(render(text)).toMatch(expected));

  test.each([
    `{{ ref.constructor("return process")() }}`,
    `{{ ref["constr" + "uctor"]("return process")() }}`,
    `{{ ref("x").constructor.constructor("return process")() }}`,
    `{{ range.constructor("globalThis.escaped = true")() }}`,
    `{{ [].constructor.constructor("globalThis.escaped = true")() }}`,
    `{{ {}.__proto__.polluted }}`,
    `{{ vars.__proto__ }}`,
    `{{ vars["__proto__"] }}`,
    `{{ vars.constructor }}`,
    `{{ vars.toString() }}`,
    `{{ (1).constructor }}`,
    `{{ env.constructor("x") }}`,
    `{% for k in vars.constructor %}{{ k }}{% endfor %}`,
    `{% set __proto__ = {polluted: 1} %}{{ __proto__.constructor }}`,
    `{{ [1] | join("constructor") | constructor }}`,
    `{{ cycler.constructor("globalThis.escaped = true")() }}`,
    `{{ global.process }}{{ process }}{{ this }}`,
    `{{ [ref][0]("x") }}`,
    `{{ vars | dump }}`,
    `{{ loop }}`,
  ])("no way out: %s", (text) => {
    expect(render(text)).toMatch(/^\d+:\d+ \[/);
    expect((globalThis as { escaped?: boolean }).escaped).toBeUndefined();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("a template that is nested without end is a problem like any other", () => {
    expect(render(`{{ ${"(".repeat(50_000)}1${")".repeat(50_000)} }}`)).toMatch(/nested too deeply/);
    expect(render(`{{ ${"not ".repeat(50_000)}1 }}`)).toMatch(/nested too deeply/);
  });

  test("every reference is told with its place, also after one that is wrong", () => {
    const text = `-- ä\nselect * from {{ref('lake.raw.a')}}\njoin {{ ref( "lake.raw.b" ) }}`;
    const found: string[] = [];
    renderTemplate(text, {
      env: "dev",
      vars: {},
      ref: (reference, { start, end }) => {
        found.push(`${reference} ${text.slice(start, end)} ${start}`);
        return "x";
      },
    });
    expect(found).toEqual(["lake.raw.a lake.raw.a 26", "lake.raw.b lake.raw.b 55"]);
  });

  test("places of the rendered text lead back to the template", () => {
    const text = "{% if true -%}\n  select {{ env }}, b;{% endif %} more";
    const result = renderTemplate(text, { env: "dev", vars: {}, ref: () => "" });
    if (!("rendered" in result)) throw new Error(result.problem.message);
    const { rendered } = result;
    expect(rendered.text).toBe("select dev, b; more");
    const at = (part: string) => rendered.sourceOffset(rendered.text.indexOf(part));
    expect(at("select")).toBe(text.indexOf("select"));
    expect(at("dev")).toBe(text.indexOf("env"));
    expect(at("b;")).toBe(text.indexOf("b;"));
    expect(at("more")).toBe(text.indexOf("more"));
  });
});
