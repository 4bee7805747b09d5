import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileLocal } from "../../../compiler";
import { SpecError } from "../../../compiler/diagnostics/diagnostic";
import { localDifferences } from "../../../compiler/sql/local-differences";
import { graphOf, placeOf, specInput } from "../spec-text";

/** `<the words> message` for each difference, warnings marked. */
function differences(select: string): readonly string[] {
  return localDifferences(select).map(
    ({ start, end, severity, message }) => `${severity === "warning" ? "warning " : ""}<${select.slice(start, end)}> ${message}`,
  );
}

describe("what DuckDB would not answer as Athena is refused where it stands", () => {
  test.each([
    [
      "ordered_at at time zone 'Europe/Amsterdam' from t",
      "<at time zone> at time zone answers another time in DuckDB: write cast(at_timezone(…, 'Europe/Amsterdam') as timestamp)",
    ],
    [
      "timestamp '2026-01-01 00:00:00 UTC'",
      "<timestamp '2026-01-01 00:00:00 UTC'> DuckDB reads no time zone here: write cast('…' as timestamp with time zone)",
    ],
    [
      "timestamp '2026-01-01 00:00:00.000 +02:00'",
      "<timestamp '2026-01-01 00:00:00.000 +02:00'> DuckDB reads no time zone here: write cast('…' as timestamp with time zone)",
    ],
    [
      "at_timezone(x, 'UTC')",
      "<at_timezone> DuckDB keeps no time zone: write cast(at_timezone(…) as timestamp), or date_format(at_timezone(…), …)",
    ],
    [
      "cast(at_timezone(x, 'UTC') as timestamp with time zone)",
      "<at_timezone> DuckDB keeps no time zone: write cast(at_timezone(…) as timestamp), or date_format(at_timezone(…), …)",
    ],
    [
      "cast(with_timezone(x, 'UTC') as timestamp)",
      "<with_timezone> DuckDB keeps no time zone: write at_timezone(with_timezone(…), 'UTC') here",
    ],
    [
      "cast(from_iso8601_timestamp(x) as date)",
      "warning <from_iso8601_timestamp> DuckDB keeps no time zone of such a text: write at_timezone(from_iso8601_timestamp(…), 'UTC') here",
    ],
    [
      "from_unixtime(x, 'UTC')",
      "<from_unixtime> DuckDB keeps no time zone: write cast(at_timezone(from_unixtime(…), 'Europe/Amsterdam') as timestamp)",
    ],
    ["X'65'", "<X'65'> DuckDB reads this as a text, not as bytes: write from_hex('…')"],
    ["U&'\\00e9'", "<U&'\\00e9'> DuckDB has no such texts: write the characters themselves"],
    [
      "decimal '1.5'",
      "<decimal '1.5'> DuckDB gives this literal three digits after the point: write the number without decimal and quotes",
    ],
    [
      "interval '1-2' year to month",
      "<interval '1-2' year to month> DuckDB has no intervals of two units: write the smaller one, as in interval '14' month",
    ],
    ["* from (values 1, 2) as t(x)", "<values> DuckDB wants each row of values in parentheses: write values (1), (2)"],
    ["* from (values row(1, 2)) as t(x)", "<values> DuckDB wants each row of values in parentheses: write values (1), (2)"],
    ["* from t tablesample bernoulli (10)", "<tablesample> DuckDB takes samples in another way: write where rand() < 0.1"],
    [
      "last_value(a) ignore nulls over (order by b)",
      "<ignore nulls> DuckDB wants ignore nulls elsewhere: write element_at(array_agg(…) filter (where … is not null) over (…), -1)",
    ],
    [
      "* from t for timestamp as of current_timestamp",
      "<for timestamp as of> the lake on this machine has no former versions of a table: leave it out",
    ],
    ['"$path"', '<"$path"> hidden columns and tables exist on Athena only: leave it out'],
    ['* from "orders$snapshots"', '<"orders$snapshots"> hidden columns and tables exist on Athena only: leave it out'],
    ["array_sort(a, (x, y) -> x - y)", "<->> DuckDB takes no function in array_sort(…): write cross join unnest(…) and an aggregate"],
    [
      "regexp_replace(s, 'a', x -> upper(x[1]))",
      "<->> DuckDB takes no function in regexp_replace(…): write cross join unnest(…) and an aggregate",
    ],
    [
      "transform(a, x -> x + 1)",
      "<transform> DuckDB has no transform(…) that answers as Athena's does: write cross join unnest(…) and an aggregate",
    ],
    [
      "x from t cross join unnest(a, b) as u(x, y)",
      "<unnest> DuckDB unnests one array at a time: write unnest(sequence(1, cardinality(…))) as t(place) and element_at(…, place)",
    ],
    [
      "k from t cross join unnest(m) as u(k, v)",
      "<unnest> DuckDB spreads no maps and rows over columns: write unnest(map_keys(…)) and element_at(…, key) for a map",
    ],
    [
      "k from t cross join unnest(m) with ordinality as u(k, v, n)",
      "<unnest> DuckDB spreads no maps and rows over columns: write unnest(map_keys(…)) and element_at(…, key) for a map",
    ],
    [
      "current_date - interval '1' day as yesterday",
      "<- interval '1' day> DuckDB makes a timestamp of a date and an interval: write date_add('day', …, …)",
    ],
    [
      "cast(d as date) + interval '1' month as later",
      "<+ interval '1' month> DuckDB makes a timestamp of a date and an interval: write date_add('month', …, …)",
    ],
    ["cast(x as array(varchar))", "<array(varchar)> DuckDB cannot read array(…) as a type: write varchar array"],
    ["cast(x as array(decimal(10, 2)))", "<array(decimal(10, 2))> DuckDB cannot read array(…) as a type: write decimal(10, 2) array"],
    [
      "try_cast(x as array(row(a bigint)))",
      "<array(row(a bigint))> DuckDB cannot read this type of arrays: take single values with json_extract_scalar(…) or element_at(…)",
    ],
    [
      "cast(x as map(varchar, array(integer)))",
      "<map(varchar, array(integer))> DuckDB cannot read this type of arrays: take single values with json_extract_scalar(…) or element_at(…)",
    ],
    ["cast(x as decimal)", "<decimal> decimal has no digits after the point on Athena and three in DuckDB: write decimal(38, 0)"],
    ["cast(x as varchar(3))", "warning <varchar(3)> DuckDB does not cut a varchar(3): write substr(cast(… as varchar), 1, 3)"],
    ["cast(x as char(3))", "<char(3)> DuckDB pads no char: write varchar and rpad(…)"],
    [
      "cast(x as timestamp(6) with time zone)",
      "<timestamp(6) with time zone> DuckDB has no digits for timestamps with a time zone: write cast(at_timezone(…, 'UTC') as timestamp(6)), or timestamp with time zone",
    ],
    [
      "cast(x as json)",
      "<json> cast(… as json) makes a JSON text of a varchar on Athena and parses it in DuckDB: write json_parse(…) to parse, and text with concat(…) to make one",
    ],
    [
      "cast(json_extract(x, '$.a') as varchar)",
      "<json_extract(x, '$.a')> a JSON text keeps its quotes in DuckDB when it is cast to varchar: write json_extract_scalar(…)",
    ],
    ["cast(json_parse(x) as varchar)", "<json_parse(x)> DuckDB casts JSON to varchar as it is written: write json_format(…)"],
    [
      "cast(current_timestamp as varchar)",
      "<current_timestamp> DuckDB prints timestamps with other digits than Athena: write date_format(…, '%Y-%m-%d %H:%i:%s')",
    ],
    [
      "cast(cast(x as timestamp) as varchar)",
      "<cast(x as timestamp)> DuckDB prints timestamps with other digits than Athena: write date_format(…, '%Y-%m-%d %H:%i:%s')",
    ],
    ["FORMAT('%s', x)", "<FORMAT> DuckDB has no format(…) that answers as Athena's does: write cast(… as varchar) and concat(…)"],
    [
      "parse_datetime(x, 'yyyy')",
      "<parse_datetime> DuckDB has no parse_datetime(…) that answers as Athena's does: write date_parse(…, '%Y-%m-%d %H:%i:%s')",
    ],
    [
      "format_datetime(x, 'yyyy')",
      "<format_datetime> DuckDB has no format_datetime(…) that answers as Athena's does: write date_format(…, '%Y-%m-%d %H:%i:%s')",
    ],
    [
      "listagg(x, ',') within group (order by x)",
      "<listagg> DuckDB has no listagg(…) that answers as Athena's does: write array_join(array_agg(… order by …), ',')",
    ],
    ["typeof(x)", "<typeof> DuckDB has no typeof(…) that answers as Athena's does: leave it out"],
    ["json_value(x, 'lax $.a')", "<json_value> DuckDB has no json_value(…) that answers as Athena's does: write json_extract_scalar(…)"],
    ["json_query(x, 'lax $.a')", "<json_query> DuckDB has no json_query(…) that answers as Athena's does: write json_extract(…)"],
    ["st_distance(a, b)", "<st_distance> DuckDB has no st_distance(…) that answers as Athena's does: SQL with it runs on Athena only"],
    [
      "from_big_endian_64(x)",
      "<from_big_endian_64> DuckDB has no from_big_endian_64(…) that answers as Athena's does: SQL with it runs on Athena only",
    ],
    [
      "approx_set(x)",
      "<approx_set> DuckDB has no approx_set(…) that answers as Athena's does: write approx_distinct(…) or approx_percentile(…)",
    ],
    ["if(a, b)", "<if> DuckDB has no if(…) with two arguments: write case when … then … end"],
    ["concat_ws(',', a)", "<concat_ws> DuckDB joins no array with concat_ws(…): write array_join(…, ',')"],
    ["normalize(x, NFD)", "<normalize> DuckDB knows one form of normalize(…): write normalize(…) without a form"],
    [
      "approx_percentile(x, w, 0.5)",
      "<approx_percentile> DuckDB has no approx_percentile(…) with weights or an accuracy: write approx_percentile(…, …)",
    ],
    ["date_parse(x, f)", "<f> DuckDB needs the format of date_parse(…) as a text: write '%Y-%m-%d'"],
    ["date_parse(x, '%H:%i')", "<'%H:%i'> a date without a year is of 1970 on Athena and of 1900 in DuckDB: write a year and %Y"],
    [
      "date_format(x, '%Y-%u')",
      "<'%Y-%u'> Athena has no %u in date_format(…): write one of its letters, as in '%x-%v' for a year and its week",
    ],
    [
      "date_parse(x, '%Y %B')",
      "<'%Y %B'> Athena has no %B in date_parse(…): write one of its letters, as in '%x-%v' for a year and its week",
    ],
    ["skewness(x)", "<skewness> DuckDB has no skewness(…) that answers as Athena's does: SQL with it runs on Athena only"],
    ["date_format(x, lower('%Y'))", "<lower('%Y')> DuckDB needs the format of date_format(…) as a text: write '%Y-%m-%d'"],
    ["regexp_like(x, '(?=a)')", "<'(?=a)'> DuckDB's patterns cannot look ahead or behind: write groups and regexp_extract(…, …, 1)"],
    ["regexp_extract(x, '(?<!a)b')", "<'(?<!a)b'> DuckDB's patterns cannot look ahead or behind: write groups and regexp_extract(…, …, 1)"],
    ["regexp_replace(x, '(?<name>a)', '${name}')", "<'${name}'> DuckDB knows groups of a replacement by number: write $1"],
    [
      "json_extract(x, '$.a[*].b')",
      "<'$.a[*].b'> DuckDB answers a list for this path: write a path to one value, as in '$.items[0].price'",
    ],
    ["json_extract_scalar(x, '$..a')", "<'$..a'> DuckDB answers a list for this path: write a path to one value, as in '$.items[0].price'"],
    [
      "avg(x) over (order by y)",
      "<avg> DuckDB answers no decimal for avg(…) over (…): write sum(…) over (…) / count(…) over (…), of integers sum(cast(… as double))",
    ],
    ["avg(x) filter (where y > 1)", "<filter> DuckDB takes no filter for avg(…) here: write avg(case when … then … end)"],
    ["avg(distinct x)", "<distinct> DuckDB takes no distinct in avg(…) here: write avg(…) of a select distinct"],
    ["max_by(x, y) filter (where z)", "<filter> DuckDB takes no filter for max_by(…) here: write max_by(…, case when … then … end)"],
    ["map_agg(k, v) over ()", "<map_agg> DuckDB has no map_agg(…) over (…): write map_agg(…) in a with query and join it"],
    [
      "* from t match_recognize (partition by a)",
      "<match_recognize> DuckDB has no match_recognize(…) that answers as Athena's does: write lag(…) over (…) and lead(…) over (…)",
    ],
    [
      "format(lower(typeof(x)), 1), 'format(x)'",
      "<format> DuckDB has no format(…) that answers as Athena's does: write cast(… as varchar) and concat(…)",
      "<typeof> DuckDB has no typeof(…) that answers as Athena's does: leave it out",
    ],
  ])("select %s", (select, ...expected) => {
    expect(differences(`select ${select}`)).toEqual(expected);
  });
});

describe("SQL that is portable is let alone", () => {
  test.each([
    "select 1",
    'select \'format(1) at time zone\' as "listagg(x)", "$" -- typeof(x)\n/* st_distance(a, b) */ from t',
    "select format, transform, zip, merge, typeof, t.format, t.reduce from t",
    'select "format"(1)',
    "with zip (a, b) as (select 1, 2), format (c) as (select 3) select * from zip, format",
    "select * from (values (1), (2)) as transform(x)",
    'select "values", t.values from t',
    "select * from (values (1, 'a'), (2, 'b')) as t(x, y)",
    "select x from t cross join unnest(a) as u(x)",
    "select x, n from t cross join unnest(a) with ordinality as u(x, n)",
    "select filter(a, x -> x > 1), array_sort(a), a[1], m['k']",
    "select current_date - interval '7' day, cast(current_date - interval '1' day as date) as yesterday where d >= current_date - interval '7' day",
    "select ordered_at + interval '1' hour as later, date_add('day', 1, d) as tomorrow",
    "select cast(at_timezone(x, 'UTC') as timestamp(6)), hour(at_timezone(x, 'UTC')), extract(hour from at_timezone(x, 'UTC'))",
    "select to_unixtime(with_timezone(x, 'UTC')), from_iso8601_timestamp(x) < current_timestamp, from_unixtime(5)",
    "select timestamp '2026-01-01 00:00:00.000', timestamp '2026-01-01', date '2026-01-01', timestamp",
    "select cast(x as decimal(12, 2)), cast(x as varchar), cast(null as varchar(3)), cast(x as map(varchar, bigint)), cast(x as varchar array)",
    "select cast(x as timestamp(6)), cast(x as timestamp with time zone), cast(x as row(a bigint, b varchar)), cast(x as double)",
    "select cast(cast(x as date) as varchar), cast(json_extract_scalar(x, '$.a') as varchar), cast(json_extract(x, '$.a') as bigint)",
    "select date_format(x, '100%%u %x-%v %a %b %d %f %H %h %I %j %k %l %M %p %r %S %s %T %W %y') from t",
    "select date_parse(x, '%Y-%m-%d'), date_format(x, '%H' || ':%i'), json_extract(x, '$.a[0][\"b\"]')",
    "select regexp_like(x, '(?i)a|(?:b)|(?<name>c)'), regexp_replace(x, '(a)', '$1$1')",
    "select if(a, b, c), concat_ws(',', a, b), normalize(x), approx_percentile(x, 0.5), strpos(a, b)",
    "select avg(x), sum(x) over (), count(x) filter (where y), count(distinct x), count_if(x) over (), max_by(x, y) over (), sum(distinct x)",
    "select array_agg(x order by y) filter (where x is not null), row_number() over (partition by a order by b desc nulls last)",
    "select x || 'a', -x, x - y, x > -1, 7 / 2, x is distinct from y from a join b using (x) group by rollup (x) having count(*) > 1",
  ])("%s", (select) => {
    expect(differences(select)).toEqual([]);
  });

  test("as is that of all examples", () => {
    const root = join(__dirname, "../../..");
    const files = ["specs/examples", "tests/fixtures/stacks"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".sql"))
        .map((name) => join(root, folder, name)),
    );
    expect(files.length).toBeGreaterThan(5);
    const found = files.flatMap((file) => differences(readFileSync(file, "utf8").replaceAll(/\{\{.*?\}\}/g, '"t"')));
    expect(found).toEqual([]);
  });
});

test("hostile statements are looked through in a moment", () => {
  const started = performance.now();
  for (const [open, close] of [
    ["f(", ")"],
    ["cast(", " as x)"],
    ["cast(1 as ", ")"],
    ["regexp_like(x,", ")"],
    ["(", ""],
    ["", ")"],
  ] as const)
    differences(open.repeat(10_000) + close.repeat(10_000));
  expect(performance.now() - started).toBeLessThan(5000);
});

test("a difference is a problem of the SQL file, and of the environment local alone", () => {
  const spec = `lake: { zones: { raw: {}, curated: {} } }\ntransforms:\n  t: { sql: t.sql, to: lake.curated, schedule: { every: 1 day } }\n`;
  const files = { "t.sql": "-- {{ env }}\nselect\n  '{{ env }}' as a,\n  typeof(1) as b" };
  expect(graphOf(spec, files).transforms).toHaveLength(1);
  expect(localProblems(spec, files)).toEqual(["t.sql:4:3 local-sql"]);
});

function localProblems(spec: string, files: Readonly<Record<string, string>>): readonly string[] {
  try {
    compileLocal(specInput(spec, files));
    return [];
  } catch (error) {
    if (error instanceof SpecError) return error.diagnostics.map(({ span, code }) => `${placeOf(span)} ${code}`);
    throw error;
  }
}
