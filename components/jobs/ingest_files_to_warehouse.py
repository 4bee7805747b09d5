"""Takes the new objects below an S3 prefix into a table of a PostgreSQL warehouse (Glue Python shell 3.9).

One transaction: the rows, the list of the objects that they came from, in `<schema>.datastack_loaded_objects`, and the grants on the
table. So a run that was killed leaves nothing behind, and takes nothing twice. An object that is replaced under its key counts as new;
its older rows stay. Columns of a csv file are text, and of a json file numeric, boolean, text or jsonb, unless the table has another type
for them.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of `target.connection` (none with `user`: the login token is signed locally, needs rds-db:connect
                                 on the user)
  s3:ListBucket                  bucket of `source`, prefix <prefix>
  s3:GetObject                   <source>/<prefix>*
"""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from typing import Any, Dict, List

from datastack_jobs import (
    JobError,
    S3Object,
    SOURCE_FILES,
    WAREHOUSE_TARGET,
    WarehouseTable,
    apply_grants,
    arrow_types,
    blocks_of,
    copy_in,
    copy_lines,
    csv_header,
    extend_warehouse_table,
    identifiers,
    job_arguments,
    json_documents,
    lock_table_name,
    open_object,
    open_parquet,
    open_postgres,
    parquet_rows,
    place,
    run_job,
    say,
    say_copied,
    source_objects,
    warehouse_columns,
)

FIELDS = {"source": SOURCE_FILES, "dataset": str, "target": WAREHOUSE_TARGET, "grants?": [str]}
LOADED_OBJECTS = "datastack_loaded_objects"
DOCUMENTS = "datastack_documents"
KIND_TYPES = {"number": "numeric", "string": "text", "boolean": "boolean", "object": "jsonb", "array": "jsonb"}
NUMBERS = ("smallint", "integer", "bigint", "real", "double precision", "numeric")


@dataclass(frozen=True)
class Intake:
    """One dataset on its way."""

    cursor: Any
    target: WarehouseTable

    @property
    def manifest(self) -> Any:
        return WarehouseTable(self.target.schema, LOADED_OBJECTS).sql


def main(argv: List[str]) -> None:
    config, _ = job_arguments(argv, FIELDS)
    source, target = config["source"], config["target"]
    if source["format"] not in LOADERS:
        raise JobError(f'a warehouse table cannot be made of "{source["format"]}" files: use csv, json or parquet')
    found = source_objects(source)
    connection = open_postgres(target["connection"])
    try:
        with connection.cursor() as cursor:
            intake = Intake(cursor, WarehouseTable(target["schema"], config["dataset"]))
            say(f"s3://{source['bucket']}/{source['prefix']} to {intake.target} of {place(target['connection'])}")
            take_new_objects(intake, source["format"], found)
            # Without a first object there is no table yet.
            if warehouse_columns(cursor, intake.target) is not None:
                apply_grants(cursor, intake.target, config.get("grants", []))
        connection.commit()
    finally:
        connection.close()


def take_new_objects(intake: Intake, format_: str, found: List[S3Object]) -> None:
    started = time.monotonic()
    lock_table_name(intake.cursor, intake.target)
    loaded = loaded_objects(intake)
    new = [item for item in found if loaded.get(item.key) != item.etag]
    rows = LOADERS[format_](intake, new) if new else 0
    remember(intake, new)
    say_copied(f"{intake.target}: {len(new)} new objects", started, rows, sum(item.size for item in new))


def loaded_objects(intake: Intake) -> Dict[str, str]:
    """What earlier runs took. A table that was dropped is made again from all objects."""
    from psycopg2 import sql

    exists = warehouse_columns(intake.cursor, WarehouseTable(intake.target.schema, LOADED_OBJECTS)) is not None
    if not exists:
        columns = "dataset text, object text, etag text not null, loaded_at timestamp with time zone default now()"
        intake.cursor.execute(sql.SQL(f"create table {{}} ({columns}, primary key (dataset, object))").format(intake.manifest))
    elif warehouse_columns(intake.cursor, intake.target) is None:
        intake.cursor.execute(sql.SQL("delete from {} where dataset = %s").format(intake.manifest), [intake.target.name])
    intake.cursor.execute(sql.SQL("select object, etag from {} where dataset = %s").format(intake.manifest), [intake.target.name])
    return dict(intake.cursor.fetchall())


def remember(intake: Intake, objects: List[S3Object]) -> None:
    from psycopg2 import sql

    statement = sql.SQL(
        "insert into {} (dataset, object, etag) values (%s, %s, %s)"
        " on conflict (dataset, object) do update set etag = excluded.etag, loaded_at = excluded.loaded_at"
    ).format(intake.manifest)
    for item in objects:
        intake.cursor.execute(statement, [intake.target.name, item.key, item.etag])


# --- csv: the server parses it ---


def load_csv(intake: Intake, objects: List[S3Object]) -> int:
    return sum(load_csv_object(intake, item) for item in objects)


def load_csv_object(intake: Intake, item: S3Object) -> int:
    import psycopg2

    with open_object(item) as stream:
        header, lines_before = csv_header(item, stream)
        existing = warehouse_columns(intake.cursor, intake.target) or {}
        extend_warehouse_table(intake.cursor, intake.target, {name: existing.get(name, "text") for name in header}, [])
        try:
            rows, _ = copy_in(intake.cursor, intake.target.sql, header, blocks_of(stream), "format csv, encoding 'UTF8'")
        except psycopg2.Error as error:
            raise JobError(f"{item.uri}{copy_line(error, lines_before)}: {error.diag.message_primary}") from error
    return rows


def copy_line(error: Any, lines_before: int) -> str:
    found = re.search(r"line (\d+)(, column [^:]+)?", error.diag.context or "")
    return f" line {int(found.group(1)) + lines_before}{found.group(2) or ''}" if found else ""


# --- json: staged as documents, spread over the columns by the server ---


def load_json(intake: Intake, objects: List[S3Object]) -> int:
    import psycopg2
    from psycopg2 import sql

    intake.cursor.execute(f"create temporary table {DOCUMENTS} (object integer, line bigint, document jsonb) on commit drop")
    for number, item in enumerate(objects):
        rows = ((number, line, document) for line, document in json_documents(item))
        try:
            copy_in(intake.cursor, sql.Identifier(DOCUMENTS), ["object", "line", "document"], copy_lines(rows))
        except psycopg2.Error as error:
            raise JobError(f"{item.uri}: {error.diag.message_primary}") from error
    types = json_types(intake, objects)
    extend_warehouse_table(intake.cursor, intake.target, types, [])
    if not types:
        return 0
    values = sql.SQL(", ").join(json_value_of(name, type_name) for name, type_name in types.items())
    statement = sql.SQL("insert into {} ({}) select {} from {} order by object, line")
    intake.cursor.execute(statement.format(intake.target.sql, identifiers(types), values, sql.Identifier(DOCUMENTS)))
    return intake.cursor.rowcount


def json_types(intake: Intake, objects: List[S3Object]) -> Dict[str, str]:
    """The columns of the staged documents: with the table's types where it has them, else by the kinds of their values."""
    existing = warehouse_columns(intake.cursor, intake.target) or {}
    intake.cursor.execute(
        f"select key, array_agg(distinct jsonb_typeof(value)) from {DOCUMENTS}, jsonb_each(document)"
        " where jsonb_typeof(value) <> 'null' group by key order by key"
    )
    types = {}
    for name, kinds in intake.cursor.fetchall():
        types[name] = existing[name] if name in existing else type_of_kinds(kinds)
        refuse_other_kinds(intake, objects, name, types[name], kinds)
    return types


def type_of_kinds(kinds: List[str]) -> str:
    types = {KIND_TYPES[kind] for kind in kinds}
    return types.pop() if len(types) == 1 else "text"


def refuse_other_kinds(intake: Intake, objects: List[S3Object], name: str, type_name: str, kinds: List[str]) -> None:
    """A value that the column's type cannot take is refused with its file and line."""
    base = re.sub(r"\(.*\)", "", type_name)
    if base in ("text", "json", "jsonb"):
        return
    expected = "number" if base in NUMBERS else "boolean" if base == "boolean" else "string"
    others = [kind for kind in kinds if kind != expected]
    if not others:
        return
    intake.cursor.execute(
        f"select object, line, jsonb_typeof(document -> %s) from {DOCUMENTS}"
        " where jsonb_typeof(document -> %s) = any(%s) order by object, line limit 1",
        [name, name, others],
    )
    number, line, kind = intake.cursor.fetchone()
    raise JobError(f'{objects[number].uri} line {line}: the column "{name}" of {intake.target} is {type_name}, and this value is a {kind}')


def json_value_of(name: str, type_name: str) -> Any:
    from psycopg2 import sql

    if type_name == "jsonb":
        return sql.SQL("nullif(document -> {}, 'null')").format(sql.Literal(name))
    return sql.SQL("(document ->> {})::{}").format(sql.Literal(name), sql.SQL(type_name))


# --- parquet ---


def load_parquet(intake: Intake, objects: List[S3Object]) -> int:
    return sum(load_parquet_object(intake, item) for item in objects)


def load_parquet_object(intake: Intake, item: S3Object) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = open_parquet(item, folder)
        types = arrow_types(file.schema_arrow)
        try:
            extend_warehouse_table(intake.cursor, intake.target, types, [])
        except JobError as error:
            raise JobError(f"{item.uri}: {error}") from error
        return copy_in(intake.cursor, intake.target.sql, types, copy_lines(parquet_rows(file)))[0]


LOADERS = {"csv": load_csv, "json": load_json, "parquet": load_parquet}


if __name__ == "__main__":
    run_job(main)
