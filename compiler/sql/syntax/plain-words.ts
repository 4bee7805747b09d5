/**
 * Words that a plain select uses as names nowhere: those that PostgreSQL or Athena reserves, or gives a syntax of its own. Words of newer versions are
 * among them. A statement that uses one as a name is left to the engine's parser.
 */
const noNames = words(`
  all alter analyse analyze and any array as asc asymmetric at authorization between bigint binary bit boolean both by case cast char character check
  coalesce collate collation column concurrently constraint create cross cube current current_catalog current_date current_path current_role
  current_schema current_time current_timestamp current_user deallocate dec decimal default deferrable delete desc describe distinct do double drop else
  end escape except execute exists extract false fetch filter float following for foreign freeze from full grant greatest group grouping groups having
  ilike in initially inner inout insert int integer intersect interval into is isnull join json json_array json_arrayagg json_exists json_object
  json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left like limit listagg localtime localtimestamp
  match_recognize merge_action national natural nchar no none normalize not notnull null nullif numeric nulls of offset on only operator or order out outer over
  overlaps overlay partition placing position preceding precision prepare primary range real recursive references returning right rollup row rows select
  session_user set setof sets similar skip smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim
  true uescape unbounded union unique unnest user using values varchar variadic varying verbose when where window with within without xmlattributes
  xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable zone
`);

/** Words that are names, but are read as something else when they stand right after a value or a table. */
const noBareAliases = words(
  "absent corresponding date day empty error exclude format hour ignore minute month ordinality pattern respect row_number second ties year",
);

/** The special words of the grammar that Athena reserves: a name of this kind stands in double quotes. */
const reservedByAthena = words(`
  alter and as between by case cast constraint create cross cube current_catalog current_date current_path current_role current_schema current_time
  current_timestamp current_user deallocate delete describe distinct drop else end escape except execute exists extract false for from full group
  grouping having in inner insert intersect into is join json_array json_exists json_object json_query json_table json_value left like listagg localtime
  localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table then trim true uescape union unnest using
  values when where with
`);

/** Whether a word in lower case is a plain name for both engines. */
export function isPlainName(word: string): boolean {
  return /^[a-z_]\w*$/.test(word) && !noNames.has(word);
}

/** Whether a word in lower case can name what stands before it without `as`. */
export function isBareAlias(word: string): boolean {
  return isPlainName(word) && !noBareAliases.has(word);
}

export function isReservedByAthena(word: string): boolean {
  return reservedByAthena.has(word);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
