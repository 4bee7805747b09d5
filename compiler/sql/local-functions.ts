const onAthenaOnly = "SQL with it runs on Athena only";
const unnest = "write cross join unnest(…) and an aggregate";
const summary = "write approx_distinct(…) or approx_percentile(…)";
const hash = "write sha256(…)";
const text = "write cast(… as varchar) and concat(…)";
const grouped = "write array_agg(…) with group by";

const groups: readonly (readonly [names: string, advice: string])[] = [
  ["format format_number json_object json_array", text],
  ["format_datetime to_iso8601", "write date_format(…, '%Y-%m-%d %H:%i:%s')"],
  ["parse_datetime", "write date_parse(…, '%Y-%m-%d %H:%i:%s')"],
  ["parse_duration to_milliseconds human_readable_seconds", "write date_diff('second', …, …)"],
  ["listagg", "write array_join(array_agg(… order by …), ',')"],
  ["json_value", "write json_extract_scalar(…)"],
  ["json_query json_exists json_array_get", "write json_extract(…)"],
  ["json_table", "write cross join unnest(cast(json_parse(…) as varchar array))"],
  ["transform reduce any_match all_match none_match zip zip_with ngrams combinations array_frequency array_histogram", unnest],
  ["map_filter map_zip_with transform_keys transform_values", unnest],
  ["array_first", "write element_at(…, 1)"],
  ["array_last", "write element_at(…, -1)"],
  ["trim_array", "write slice(…)"],
  ["multimap_agg multimap_from_entries map_union reduce_agg set_agg set_union split_to_multimap", grouped],
  ["approx_set empty_approx_set merge qdigest_agg tdigest_agg value_at_quantile values_at_quantiles quantile_at_value", summary],
  ["numeric_histogram approx_most_frequent entropy", summary],
  ["checksum", "write count(*) and sums of columns"],
  ["xxhash64 murmur3 crc32 sha512 spooky_hash_v2_32 spooky_hash_v2_64 hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512", hash],
  ["to_base64url from_base64url to_base32 from_base32", "write to_base64(…) or from_base64(…)"],
  ["regexp_position", "write strpos(…) of regexp_extract(…)"],
  ["width_bucket", "write case when … then … end"],
  ["match_recognize", "write lag(…) over (…) and lead(…) over (…)"],
  ["typeof version", "leave it out"],
  ["from_big_endian_32 from_big_endian_64 to_big_endian_32 to_big_endian_64 from_ieee754_32 from_ieee754_64", onAthenaOnly],
  ["to_ieee754_32 to_ieee754_64 from_base bit_count bitwise_right_shift bitwise_right_shift_arithmetic", onAthenaOnly],
  ["bitwise_arithmetic_shift_right bitwise_logical_shift_right soundex word_stem luhn_check shuffle skewness", onAthenaOnly],
  ["cosine_similarity cosine_distance to_geometry to_spherical_geography great_circle_distance geometry_union", onAthenaOnly],
  ["geometry_from_hadoop_shape bing_tile bing_tile_at bing_tiles_around geometry_to_bing_tiles", onAthenaOnly],
];

const advices: ReadonlyMap<string, string> = new Map(
  groups.flatMap(([names, advice]) => names.split(" ").map((name) => [name, advice] as const)),
);

/** What to write instead of a function that DuckDB lacks, or that answers otherwise there; undefined for all others. */
export function insteadOfFunction(name: string): string | undefined {
  return name.startsWith("st_") ? onAthenaOnly : advices.get(name);
}
