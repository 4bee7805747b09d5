/**
 * Athena's functions for DuckDB: statements to run once per instance, before views are made. Functions and operators of DuckDB that mean something else
 * are shadowed; `system.main` is where DuckDB's own are found.
 *
 * - `cast_to_type(value, like)` gives a result the type that it has on Athena; `like` is never computed, and `typeof(…)` is known before rows are read.
 * - Types of parameters are avoided: an argument would be cast to them, and an aggregate as argument chooses any overload.
 * - A macro takes no lambda, and of an aggregate no `distinct`, `order by` or `filter`: `compiler/sql/local-differences.ts` refuses these.
 */
export const athenaMacros: readonly string[] = makePrelude();

function makePrelude(): readonly string[] {
  const macros = [...numbers(), ...texts(), ...dates(), ...json(), ...collections(), ...aggregates()];
  const settings = [
    "set timezone = 'UTC'",
    "set default_null_order = 'nulls_last'",
    // Division is a macro below, which needs DuckDB's own to be the one of fractions, with infinities.
    "set integer_division = false",
    "set ieee_floating_point_ops = true",
  ];
  // One text: a statement of its own for each takes twice the time.
  return [...settings, macros.map((macro) => `create macro ${macro.replaceAll(/\s*\n\s*/g, " ")}`).join(";\n")];
}

function numbers(): readonly string[] {
  const isFloat = "typeof(a + b) in ('DOUBLE', 'FLOAT')";
  // A cast that fails, since try(…) does not take error(…).
  const zero = "'Division by zero'";
  // As wide as two decimals can need, with the greater scale of both.
  const like = "trunc(a) * trunc(b) + a + b";
  const scale = "system.main.pow(10, try_cast(system.main.regexp_extract(typeof(a + b), ',([0-9]+)', 1) as integer))";
  // Whole numbers are divided, so that a tie is one: 2.01 / 2 is 1.01.
  const quotient = `round(system.main."/"(round(cast(a as double) * ${scale}) * ${scale}, round(cast(b as double) * ${scale})))`;
  return [
    `"/"(a, b) as case
      when ${isFloat} then cast_to_type(system.main."/"(cast(a as double), cast(b as double)), ${like})
      when b = 0 and a is not null then cast_to_type(${zero}, ${like})
      when typeof(a + b) like 'DECIMAL%' then cast_to_type(system.main."/"(${quotient}, ${scale}), ${like})
      else cast_to_type(system.main."//"(a, b), a + b) end`,
    `"%"(a, b) as case when b = 0 and a is not null and not ${isFloat} then cast_to_type(${zero}, a + b) else system.main."%"(a, b) end`,
    "mod(a, b) as a % b",
    "truncate(x) as trunc(x), (x, digits) as trunc(x, digits)",
    "rand() as system.main.random()",
    "random() as system.main.random(), (n) as cast(floor(system.main.random() * n) as bigint)",
    "e() as exp(1)",
    "nan() as 'nan'::double",
    "infinity() as 'infinity'::double",
    "is_nan(x) as isnan(x)",
    "is_finite(x) as isfinite(x)",
    "is_infinite(x) as isinf(x)",
    "to_base(x, radix) as lower(system.main.to_base(x, radix))",
    "bitwise_and(a, b) as a & b",
    "bitwise_or(a, b) as a | b",
    "bitwise_xor(a, b) as xor(a, b)",
    "bitwise_not(x) as ~x",
    "bitwise_left_shift(x, bits) as x << bits",
    ...["greatest", "least"].map((name) =>
      variadic(
        name,
        1,
        (list, names) => `case when ${names.map((one) => `${one} is not null`).join(" and ")} then system.main.${name}(${list}) end`,
      ),
    ),
  ];
}

function texts(): readonly string[] {
  const spaces = "chr(32) || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)";
  const isOutside = "start = 0 or start < -length(s)";
  const replacement = "system.main.regexp_replace(new, '\\$([0-9])', '\\\\\\1', 'g')";
  const authority = "[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?";
  const host = "\\[[^\\]]*\\]|[^/?#:]*";
  const urlPart = (pattern: string): string => `system.main.url_decode(system.main.regexp_extract(url, '${pattern}', 1))`;
  return [
    variadic("concat", 2, (_, names) => names.join(" || ")),
    "replace(s, part) as system.main.replace(s, part, ''), (s, part, new) as system.main.replace(s, part, new)",
    ...["substr", "substring"].map(
      (name) => `${name}(s, start) as case when ${isOutside} then left(s, 0) else system.main.substr(s, start) end,
        (s, start, size) as case when ${isOutside} or size <= 0 then left(s, 0) else system.main.substr(s, start, size) end`,
    ),
    ...["trim", "ltrim", "rtrim"].map(
      (name) => `${name}(s) as system.main.${name}(s, ${spaces}), (s, characters) as system.main.${name}(s, characters)`,
    ),
    `split(s, mark) as string_split(s, mark), (s, mark, most) as case when len(string_split(s, mark)) <= most then string_split(s, mark)
      else list_append(string_split(s, mark)[:most - 1], array_to_string(string_split(s, mark)[most:], mark)) end`,
    "split_part(s, mark, part) as string_split(s, mark)[case when part < 1 then cast('Index must be greater than zero' as bigint) else part end]",
    `split_to_map(s, entries, pair) as map(list_transform(string_split(s, entries), lambda entry: string_split(entry, pair)[1]),
      list_transform(string_split(s, entries), lambda entry: string_split(entry, pair)[2]))`,
    "codepoint(s) as unicode(s)",
    "levenshtein_distance(a, b) as levenshtein(a, b)",
    "hamming_distance(a, b) as hamming(a, b)",
    "normalize(s) as nfc_normalize(s)",
    "to_utf8(s) as encode(s)",
    "from_utf8(s) as decode(s)",
    ...["md5", "sha1", "sha256"].map((name) => `${name}(bytes) as unhex(system.main.${name}(bytes))`),
    "regexp_like(s, pattern) as regexp_matches(s, pattern)",
    "regexp_split(s, pattern) as regexp_split_to_array(s, pattern)",
    "regexp_count(s, pattern) as len(system.main.regexp_extract_all(s, pattern))",
    `regexp_extract(s, pattern) as case when regexp_matches(s, pattern) then system.main.regexp_extract(s, pattern) end,
      (s, pattern, part) as case when regexp_matches(s, pattern) then system.main.regexp_extract(s, pattern, part) end`,
    `regexp_replace(s, pattern) as system.main.regexp_replace(s, pattern, '', 'g'),
      (s, pattern, new) as system.main.regexp_replace(s, pattern, ${replacement}, 'g')`,
    "url_encode(s) as replace(replace(replace(system.main.url_encode(s), '%20', '+'), '%2A', '*'), '~', '%7E')",
    "url_decode(s) as system.main.url_decode(replace(s, '+', ' '))",
    `url_extract_protocol(url) as ${urlPart("^([a-zA-Z][a-zA-Z0-9+.-]*):")}`,
    `url_extract_host(url) as ${urlPart(`^${authority}(${host})`)}`,
    `url_extract_port(url) as try_cast(${urlPart(`^${authority}(?:${host}):([0-9]+)`)} as bigint)`,
    `url_extract_path(url) as ${urlPart(`^(?:${authority}(?:${host})(?::[0-9]*)?)?([^?#]*)`)}`,
    `url_extract_query(url) as ${urlPart("^[^?#]*\\?([^#]*)")}`,
    `url_extract_fragment(url) as ${urlPart("#(.*)$")}`,
    `url_extract_parameter(url, name) as case when regexp_matches(url, '^[^?#]*\\?([^#]*&)?' || regexp_escape(name) || '([=&#]|$)') then
      url_decode(system.main.regexp_extract(url, '^[^?#]*\\?(?:[^#]*?&)?' || regexp_escape(name) || '(?:=([^&#]*)|[&#]|$)', 1)) end`,
  ];
}

function dates(): readonly string[] {
  // MySQL's letters, which Athena has, as those of DuckDB.
  const letters = {
    W: "A",
    M: "B",
    i: "M",
    s: "S",
    h: "I",
    k: "-H",
    l: "-I",
    c: "-m",
    e: "-d",
    T: "H:%M:%S",
    r: "I:%M:%S %p",
    v: "V",
    x: "G",
  };
  const format = Object.entries(letters).reduce((inner, [from, to]) => `replace(${inner}, '%${from}', '%${to}')`, "format");
  const steps = ["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"].map(
    (unit) => `when '${unit}' then to_${unit === "quarter" ? "quarters" : `${unit}s`}(cast(n as integer))`,
  );
  const part = "case lower(part) when 'dow' then 'isodow' when 'day_of_week' then 'isodow' when 'day_of_month' then 'day'";
  return [
    // DuckDB would refuse the macro if the format did not look unknown until it is called.
    `date_parse(s, format) as strptime(s, cast_to_type(${format}, format))`,
    `date_format(x, format) as strftime(x, ${format})`,
    `date_add(unit, n, x) as cast_to_type(x + case lower(unit) ${steps.join(" ")} else cast('Not a unit: ' || unit as interval) end, x)`,
    "date_diff(unit, a, b) as date_sub(unit, a, b)",
    "date_trunc(unit, x) as cast_to_type(system.main.date_trunc(unit, x), x)",
    // What extract(… from x) calls.
    `date_part(part, x) as system.main.date_part(${part} when 'day_of_year' then 'doy' when 'year_of_week' then 'isoyear' when 'yow' then 'isoyear'
      else part end, x)`,
    ...["day_of_week", "dow"].map((name) => `${name}(x) as isodow(x)`),
    ...["day_of_year", "doy"].map((name) => `${name}(x) as dayofyear(x)`),
    ...["year_of_week", "yow"].map((name) => `${name}(x) as isoyear(x)`),
    "day_of_month(x) as dayofmonth(x)",
    "week_of_year(x) as week(x)",
    "millisecond(x) as system.main.millisecond(x) % 1000",
    "last_day_of_month(x) as last_day(x)",
    "from_unixtime(seconds) as to_timestamp(seconds)",
    "to_unixtime(x) as epoch(x)",
    "from_iso8601_timestamp(s) as cast(s as timestamptz)",
    "from_iso8601_date(s) as cast(s as date)",
    "at_timezone(x, zone) as cast(x as timestamptz) at time zone zone",
    "with_timezone(x, zone) as cast(x as timestamp) at time zone zone",
    "current_timezone() as 'UTC'",
    "current_timestamp(digits) as now()",
    "localtimestamp(digits) as cast(now() as timestamp)",
  ];
}

function json(): readonly string[] {
  const at = `system.main.regexp_replace(path, '\\[["'']([^"'']*)["'']\\]', '."\\1"', 'g')`;
  return [
    `json_extract(j, path) as case when json_valid(j) then system.main.json_extract(j, ${at}) end`,
    `json_extract_scalar(j, path) as case when json_valid(j) then
      case when json_type(j, ${at}) not in ('OBJECT', 'ARRAY') then json_extract_string(j, ${at}) end end`,
    "json_parse(s) as cast(s as json)",
    "json_format(j) as cast(system.main.json(j) as varchar)",
    "json_array_length(j) as case when json_valid(j) and json_type(j) = 'ARRAY' then cast(system.main.json_array_length(j) as bigint) end",
    "json_array_contains(j, value) as list_contains(cast(j as json[]), to_json(value))",
    `json_size(j, path) as case coalesce(json_type(j, ${at}), '') when 'OBJECT' then len(json_keys(j, ${at}))
      when 'ARRAY' then cast(system.main.json_array_length(j, ${at}) as bigint) when '' then null else 0 end`,
    "is_json_scalar(j) as json_type(j) not in ('OBJECT', 'ARRAY')",
  ];
}

function collections(): readonly string[] {
  const hasNull = "len(list_filter(a, lambda x: x is null)) > 0";
  return [
    "element_at(x, place) as x[place]",
    "cardinality(x) as len(x)",
    `array_join(a, mark) as array_to_string(a, mark),
      (a, mark, missing) as array_to_string(list_transform(a, lambda x: coalesce(cast(x as varchar), missing)), mark)`,
    "array_distinct(a) as list_filter(a, lambda x, i: list_position(a, x) = i)",
    "array_union(a, b) as array_distinct(list_concat(a, b))",
    "array_intersect(a, b) as array_distinct(list_filter(a, lambda x: list_position(b, x) is not null))",
    "array_except(a, b) as array_distinct(list_filter(a, lambda x: list_position(b, x) is null))",
    "array_position(a, value) as case when a is not null and value is not null then coalesce(cast(list_position(a, value) as bigint), 0) end",
    "array_remove(a, value) as list_filter(a, lambda x: x is distinct from value)",
    `array_max(a) as case when ${hasNull} then null else list_max(a) end`,
    `array_min(a) as case when ${hasNull} then null else list_min(a) end`,
    "arrays_overlap(a, b) as list_has_any(a, b)",
    `sequence(a, b) as generate_series(a, b, case when a <= b then 1 else -1 end),
      (a DATE, b DATE) as list_transform(generate_series(a, b, case when a <= b then interval '1' day else interval '-1' day end), lambda x: cast(x as date)),
      (a, b, step) as list_transform(generate_series(a, b, step), lambda x: cast_to_type(x, a))`,
    `slice(a, start, size) as case when start > 0 then list_slice(a, start, start + size - 1)
      else list_slice(a, len(a) + start + 1, len(a) + start + size) end`,
    "repeat(x, n) as list_transform(range(n), lambda i: x)",
  ];
}

function aggregates(): readonly string[] {
  return [
    // Of decimals a decimal of the same type; min and median are only asked for their types.
    `avg(x) as case when typeof(min(x)) like 'DECIMAL%' then cast_to_type(sum(x) / count(x), median(x))
      else cast_to_type(system.main.avg(x), median(x)) end`,
    "approx_distinct(x) as approx_count_distinct(x), (x, e) as approx_count_distinct(x)",
    "approx_percentile(x, share) as approx_quantile(x, share)",
    "arbitrary(x) as any_value(x)",
    "every(x) as bool_and(x)",
    "count_if(x) as count(case when x then 1 end)",
    "max_by(x, y) as arg_max_null(x, y), (x, y, n) as arg_max(x, y, n)",
    "min_by(x, y) as arg_min_null(x, y), (x, y, n) as arg_min(x, y, n)",
    "map_agg(k, v) as map(list(k) filter (where k is not null), list(v) filter (where k is not null))",
    `histogram(x) as map(map_keys(system.main.histogram(x)), list_transform(map_values(system.main.histogram(x)), lambda n: cast(n as bigint)))`,
    "bitwise_and_agg(x) as bit_and(x)",
    "bitwise_or_agg(x) as bit_or(x)",
    "bitwise_xor_agg(x) as bit_xor(x)",
  ];
}

/** Overloads from a number of arguments up to twenty: a macro has no list of any length. */
function variadic(name: string, fewest: number, body: (list: string, names: readonly string[]) => string): string {
  const overloads = Array.from({ length: 21 - fewest }, (_, more) => {
    const names = Array.from({ length: fewest + more }, (_, index) => `a${index}`);
    return `(${names.join(", ")}) as ${body(names.join(", "), names)}`;
  });
  return `${name}${overloads.join(", ")}`;
}
