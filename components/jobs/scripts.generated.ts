// Generated from components/jobs/*.py by `npm run gen`.

/** Base name of a script. */
export type JobScriptName =
  | "datastack_jobs"
  | "ingest_database_to_lake"
  | "ingest_database_to_warehouse"
  | "ingest_files_to_lake"
  | "ingest_files_to_warehouse"
  | "load_warehouse"
  | "run_warehouse_statements";

export const jobScripts: Readonly<Record<JobScriptName, string>> = {
  datastack_jobs: `"""What the job scripts share: arguments, failures, secrets, connections, S3 state, source dialects, lake tables, warehouse tables.

The Glue Spark jobs (Python 3.11) and the Glue Python shell jobs (Python 3.9) both import this file, and each has packages that the
other lacks: pyspark, psycopg2, PyMySQL and pyarrow are imported where they are used.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import functools
import gzip
import hashlib
import io
import itertools
import json
import os
import re
import ssl
import sys
import threading
import time
import traceback
import urllib.parse
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional, Tuple

import boto3
from botocore.exceptions import ClientError

Config = Dict[str, Any]

CONNECT_TRIES = 3
CONNECT_TIMEOUT_SECONDS = 15
FETCH_ROWS = 10_000
COPY_BLOCK = 1 << 20


# --- Arguments, progress and failures ------------------------------------------------------------------------------------------------


class JobError(Exception):
    """A failure that the reader of the log can act on: printed as one line, without a stack."""


def run_job(main: Callable[[List[str]], None]) -> None:
    """Runs a script; a failure is one clear line on standard error and exit code 1."""
    try:
        main(sys.argv[1:])
    except JobError as error:
        sys.exit(redact(f"error: {error}"))
    except Exception as error:
        print(redact(traceback.format_exc()), file=sys.stderr, flush=True)
        sys.exit(redact(f"error: {failure_reason(error)}"))


def job_arguments(argv: List[str], fields: Any) -> Tuple[Config, str]:
    """The configuration, checked against the script's fields, and the run id; arguments that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--datastack_config", required=True)
    parser.add_argument("--datastack_run", required=True)
    arguments, _ = parser.parse_known_args(argv)
    if not re.fullmatch(r"[a-z0-9]{16}", arguments.datastack_run):
        raise JobError("--datastack_run must be 16 characters of a-z and 0-9")
    try:
        config = json.loads(arguments.datastack_config)
    except json.JSONDecodeError as error:
        raise JobError(f"--datastack_config is not JSON: {error}") from error
    return checked(config, fields, "--datastack_config"), arguments.datastack_run


def checked(value: Any, fields: Any, where: str) -> Any:
    """The value, when it is what \`fields\` says: an object of named fields, a list, a type, or one of some texts.

    A field that is missing and one that is not known are both refused: what writes the configuration is released with the scripts.
    """
    if isinstance(fields, dict):
        refuse_unless(isinstance(value, dict), where, "an object")
        names = {name.rstrip("?"): name for name in fields}
        for name in value:
            refuse_unless(name in names, f"{where}: {name}", "left out, this script does not know it")
        for name, spelled in names.items():
            refuse_unless(name in value or spelled.endswith("?"), f"{where}: {name}", "there")
            if name in value:
                checked(value[name], fields[spelled], f"{where}: {name}")
    elif isinstance(fields, list):
        refuse_unless(isinstance(value, list), where, "a list")
        for number, item in enumerate(value):
            checked(item, fields[0], f"{where}[{number}]")
    elif isinstance(fields, tuple):
        refuse_unless(value in fields, where, f"one of {', '.join(fields)}")
    else:
        refuse_unless(type(value) is fields, where, {str: "a text", int: "a whole number"}[fields])
    return value


def refuse_unless(holds: bool, where: str, expected: str) -> None:
    if not holds:
        raise JobError(f"{where} must be {expected}")


# The parts of configurations that scripts have in common (README.md). A name with \`?\` may be left out.
CONNECTION = {
    "engine": ("postgresql", "mysql"),
    "host": str,
    "port": int,
    "database": str,
    "secret?": str,
    "user?": str,
    "region?": str,
    "role?": str,
    "tls?": ("disable",),
}
SOURCE_TABLE = {"table": str, "dataset": str, "key?": [str], "cursor?": str}
SOURCE_FILES = {"bucket": str, "prefix": str, "format": ("csv", "json", "parquet", "objects")}
LAKE_TARGET = {"format": ("parquet", "iceberg"), "database": str, "location": str}
WAREHOUSE_TARGET = {"connection": CONNECTION, "schema": str}


def say(message: str) -> None:
    print(redact(message), flush=True)


def say_copied(what: str, started: float, rows: Optional[int] = None, size: Optional[int] = None) -> None:
    parts = [] if rows is None else [f"{rows} rows"]
    parts += [] if size is None else [f"{size} bytes"]
    say(f"{what}: {', '.join(parts + [f'{time.monotonic() - started:.1f} s'])}")


def copy_each_table(source: Config, tables: List[Config], copy: Callable[[Config], None]) -> None:
    """Copies every table; one that fails does not stop the others, and fails the job at the end."""
    failed = []
    for table in tables:
        try:
            copy(table)
        except Exception as error:
            if not isinstance(error, JobError) and not failure_is_external(error):
                print(redact(traceback.format_exc()), file=sys.stderr, flush=True)
            failed.append(table["table"])
            print(redact(f"table {table['table']} of {place(source)}: {failure_reason(error)}"), file=sys.stderr, flush=True)
    if failed:
        raise JobError(f"{len(failed)} of {len(tables)} tables failed: {', '.join(failed)}")


def failure_is_external(error: BaseException) -> bool:
    """Whether a database, Spark or AWS reported the failure: then our own stack says nothing more than the message."""
    return type(error).__module__.split(".")[0] in ("psycopg2", "pymysql", "py4j", "pyspark", "botocore")


def failure_reason(error: BaseException) -> str:
    """The cause in one line, with what to check where that is known."""
    if isinstance(error, JobError):
        return str(error)
    reason = " ".join(root_message(error).split())
    for pattern, advice in ADVICE:
        if re.search(pattern, reason, re.IGNORECASE):
            return f"{reason[:600]}; {advice}"
    return reason[:600] or type(error).__name__


ADVICE = [
    (r"authentication failed|access denied for user", "check the user name and the password in its secret, or its IAM login"),
    (
        r"connection refused|timed? ?out|translate host name|unknown host|communications link|can't connect|no route|attempt failed",
        "check the host, the port, that the server runs, and the security groups",
    ),
    (r"does not support ssl|ssl connection is required|tls|ssl", "the server must accept TLS connections"),
    (r"permission denied|command denied", "grant the right to the login of this job"),
]


def root_message(error: BaseException) -> str:
    """The innermost message: of a database error without its rows, of a Java exception its deepest cause."""
    diagnostics = getattr(error, "diag", None)
    if diagnostics is not None and diagnostics.message_primary:
        return str(diagnostics.message_primary)
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    if java is not None:
        while java.getCause() is not None:
            java = java.getCause()
        return str(java.getMessage() or java.toString())
    if type(error).__module__.startswith("pymysql") and len(error.args) > 1:
        return str(error.args[1])
    return str(error) or type(error).__name__


_secrets: List[str] = []


def redact(text: str) -> str:
    """No password or login token reaches a log, whatever a driver put into its message."""
    for secret in _secrets:
        text = text.replace(secret, "***")
    return text


# --- AWS and S3 ----------------------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=None)
def client(service: str, region: Optional[str] = None) -> Any:
    return boto3.client(service, region_name=region)


def error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def split_s3(uri: str) -> Tuple[str, str]:
    bucket, _, key = uri[len("s3://") :].partition("/")
    return bucket, key


class S3Object(NamedTuple):
    bucket: str
    key: str
    etag: str
    size: int

    @property
    def uri(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def list_objects(bucket: str, prefix: str) -> List[S3Object]:
    try:
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [S3Object(bucket, item["Key"], item["ETag"].strip('"'), item["Size"]) for page in pages for item in page.get("Contents", [])]
    except ClientError as error:
        raise JobError(f"cannot list s3://{bucket}/{prefix} ({error_code(error)}): check the bucket and the role of this job") from error


def read_object(uri: str) -> bytes:
    bucket, key = split_s3(uri)
    try:
        return client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        raise JobError(f"cannot read {uri} ({error_code(error)}): check that it exists, and the role of this job") from error


def open_object(item: S3Object) -> Any:
    """The object's bytes as a stream, unpacked when its name ends with .gz; refused when it changed since it was listed."""
    try:
        body = client("s3").get_object(Bucket=item.bucket, Key=item.key, IfMatch=item.etag)["Body"]
    except ClientError as error:
        changed = error_code(error) in ("PreconditionFailed", "412", "NoSuchKey")
        advice = "it changed during the run; run again" if changed else "check the role of this job"
        raise JobError(f"cannot read {item.uri} ({error_code(error)}): {advice}") from error
    stream = io.BufferedReader(RawBody(body), COPY_BLOCK)
    packed = stream.peek(2)[:2] == b"\\x1f\\x8b"
    if item.key.endswith(".gz"):
        return io.BufferedReader(gzip.GzipFile(fileobj=stream), COPY_BLOCK)
    if packed:
        raise JobError(f"{item.uri} is packed with gzip: its name must end with .gz")
    return stream


class RawBody(io.RawIOBase):
    """The body of an S3 answer as a raw stream; that of older botocore versions is none."""

    def __init__(self, body: Any) -> None:
        self.body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self.body.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self.body.close()
        super().close()


def delete_objects(bucket: str, keys: List[str]) -> None:
    for start in range(0, len(keys), 1000):
        batch = [{"Key": key} for key in keys[start : start + 1000]]
        answer = client("s3").delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
        for problem in answer.get("Errors", []):
            raise JobError(f"cannot delete s3://{bucket}/{problem['Key']} ({problem['Code']})")


def load_state(folder: str, dataset: str) -> Config:
    """The state of a dataset; an empty one at first.

    The key is listed before it is read: without a right to list the whole bucket, S3 answers "access denied" for a missing object,
    and a denied read must never be taken for a first run.
    """
    bucket, key = split_s3(f"{folder}/{dataset}.json")
    if not any(item.key == key for item in list_objects(bucket, key)):
        return {}
    return json.loads(read_object(f"s3://{bucket}/{key}"))


def save_state(folder: str, dataset: str, state: Config) -> None:
    bucket, key = split_s3(f"{folder}/{dataset}.json")
    body = json.dumps(state, separators=(",", ":")).encode()
    client("s3").put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")


def today() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")


def batch_id(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


# --- Connections ---------------------------------------------------------------------------------------------------------------------


def place(connection: Config) -> str:
    return f"{connection['host']}:{connection['port']}/{connection['database']}"


def credentials(connection: Config) -> Tuple[str, str]:
    """User name and password of the secret, or a login token of IAM, which is signed here without a call."""
    if "secret" not in connection:
        user = connection["user"]
        token = client("rds", connection["region"]).generate_db_auth_token(connection["host"], connection["port"], user)
        return user, hide(token)
    name = connection["secret"]
    try:
        text = client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    except ClientError as error:
        raise JobError(f'cannot read secret "{name}" ({error_code(error)}): check its name and the role of this job') from error
    try:
        secret = json.loads(text)
        return secret["username"], hide(secret["password"])
    except (KeyError, TypeError, ValueError):
        # Without a cause: its text could show the secret.
        raise JobError(f'secret "{name}" must be a JSON object with "username" and "password"') from None


def hide(secret: str) -> str:
    if secret not in _secrets:
        _secrets.append(secret)
    return secret


PERMANENT = r"authentication failed|access denied|does not exist|unknown database|pg_hba|ssl|tls|role|is not permitted"


def with_retries(what: str, connect: Callable[[], Any]) -> Any:
    """Tries to connect three times, unless the answer cannot change. Never used once rows are on their way."""
    for attempt in range(1, CONNECT_TRIES + 1):
        try:
            return connect()
        except JobError:
            raise
        except Exception as error:
            if attempt == CONNECT_TRIES or not failure_is_external(error) or re.search(PERMANENT, root_message(error), re.IGNORECASE):
                raise
            say(f"{what}: {' '.join(root_message(error).split())[:200]}; trying again")
            time.sleep(2 ** (attempt - 1))


def open_postgres(connection: Config) -> Any:
    """A psycopg2 connection whose session writes every type exactly, never times out, and notices a dead peer."""
    import psycopg2
    from psycopg2 import sql

    user, password = credentials(connection)

    def connect() -> Any:
        return psycopg2.connect(
            host=connection["host"],
            port=connection["port"],
            dbname=connection["database"],
            user=user,
            password=password,
            sslmode="disable" if connection.get("tls") == "disable" else "require",
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            application_name="datastack",
            keepalives=1,
            keepalives_idle=60,
            keepalives_interval=15,
            keepalives_count=8,
        )

    opened = with_retries(place(connection), connect)
    opened.set_client_encoding("UTF8")
    with opened.cursor() as cursor:
        cursor.execute(
            "set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set bytea_output = 'hex';"
            " set extra_float_digits = 3; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0"
        )
        if "role" in connection:
            cursor.execute(sql.SQL("set role {}").format(sql.Identifier(connection["role"])))
    opened.commit()
    return opened


def open_mysql(connection: Config) -> Any:
    """A PyMySQL connection in UTC whose cursors stream."""
    import pymysql
    import pymysql.cursors

    user, password = credentials(connection)
    encrypted = connection.get("tls") != "disable"

    def connect() -> Any:
        return pymysql.connect(
            host=connection["host"],
            port=connection["port"],
            database=connection["database"],
            user=user,
            password=password,
            ssl=encrypting_context() if encrypted else None,
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            charset="utf8mb4",
            init_command="set session time_zone = '+00:00'",
            cursorclass=pymysql.cursors.SSCursor,
        )

    opened = with_retries(place(connection), connect)
    if encrypted:
        # PyMySQL goes on in clear text, without a word, when the server offers no TLS.
        with opened.cursor() as cursor:
            cursor.execute("show session status like 'Ssl_cipher'")
            if not cursor.fetchall()[0][1]:
                raise JobError(f"{place(connection)} offers no TLS: the server must accept TLS connections")
    return opened


def encrypting_context() -> ssl.SSLContext:
    """Encrypts without a check of the certificate, as sslmode=require does: a private server's authority is not known here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def open_source(connection: Config) -> Any:
    return open_mysql(connection) if connection["engine"] == "mysql" else open_postgres(connection)


def jdbc_options(connection: Config) -> Dict[str, str]:
    user, password = credentials(connection)
    encrypted = connection.get("tls") != "disable"
    engine = connection["engine"]
    address = f"{connection['host']}:{connection['port']}/{urllib.parse.quote(connection['database'], safe='')}"
    options = {
        "url": f"jdbc:{engine}://{address}",
        "user": user,
        "password": password,
        "fetchsize": str(FETCH_ROWS),
        "tcpKeepAlive": "true",
    }
    if engine == "mysql":
        return {
            **options,
            "driver": "com.mysql.cj.jdbc.Driver",
            "sslMode": "REQUIRED" if encrypted else "DISABLED",
            "allowPublicKeyRetrieval": str(not encrypted).lower(),
            "connectTimeout": str(CONNECT_TIMEOUT_SECONDS * 1000),
            "connectionTimeZone": "UTC",
            "forceConnectionTimeZoneToSession": "true",
            "tinyInt1isBit": "false",
            "useCursorFetch": "true",
        }
    options = {
        **options,
        "driver": "org.postgresql.Driver",
        "sslmode": "require" if encrypted else "disable",
        "connectTimeout": str(CONNECT_TIMEOUT_SECONDS),
        "ApplicationName": "datastack",
    }
    if "role" in connection:
        options["options"] = "-c role=" + re.sub(r"([\\\\ ])", r"\\\\\\1", connection["role"])
    return options


# --- Sources: names, types and windows in the two dialects ---------------------------------------------------------------------------


class Column(NamedTuple):
    name: str
    type: str
    """As the source writes it: \`numeric(10,2)\`, \`int unsigned\`."""
    builtin: bool
    """False for enumerations, composites and types of extensions, which a target does not have."""
    array: bool

    @property
    def base(self) -> str:
        return re.sub(r"\\([^)]*\\)", "", self.type).split(" unsigned")[0].strip().lower()

    @property
    def sizes(self) -> List[int]:
        found = re.search(r"\\(([-\\d, ]+)\\)", self.type)
        return [int(size) for size in found.group(1).split(",")] if found else []


def quote_identifier(engine: str, name: str) -> str:
    mark = "\`" if engine == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def quote_literal(engine: str, value: str) -> str:
    escaped = value.replace("\\\\", "\\\\\\\\").replace("'", "''")
    return f" E'{escaped}'" if engine == "postgresql" and "\\\\" in value else f"'{escaped}'"


def split_table(source: Config, table: str) -> Tuple[str, str]:
    """Schema and table: what stands before the first dot is the schema; without a dot, \`public\` or the database of MySQL."""
    schema, dot, name = table.partition(".")
    if dot:
        return schema, name
    return (source["database"] if source["engine"] == "mysql" else "public"), table


def source_table(source: Config, table: str) -> str:
    return ".".join(quote_identifier(source["engine"], part) for part in split_table(source, table))


def columns_query(source: Config, table: str) -> str:
    engine = source["engine"]
    schema, name = (quote_literal(engine, part) for part in split_table(source, table))
    if engine == "mysql":
        return (
            "select cast(column_name as char) as name, cast(column_type as char) as type, 'true' as builtin, 'false' as is_array,"
            " ordinal_position as position from information_schema.columns"
            f" where table_schema = {schema} and table_name = {name}"
        )
    return (
        "select a.attname::text as name,"
        " format_type(b.oid, case when t.typtype = 'd' then t.typtypmod else a.atttypmod end) as type,"
        " (n.nspname = 'pg_catalog')::text as builtin, (b.typcategory = 'A')::text as is_array, a.attnum::int as position"
        " from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid"
        " join pg_catalog.pg_namespace s on s.oid = c.relnamespace join pg_catalog.pg_type t on t.oid = a.atttypid"
        " join pg_catalog.pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end"
        " join pg_catalog.pg_namespace n on n.oid = b.typnamespace"
        f" where s.nspname = {schema} and c.relname = {name}"
        " and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')"
    )


def columns_of(rows: Iterable[Any], source: Config, table: Config) -> List[Column]:
    """Reads the answer of \`columns_query\`, and checks that the table, its key and its cursor exist."""
    ordered = sorted(rows, key=lambda row: row[4])
    columns = [Column(row[0], row[1], row[2] == "true", row[3] == "true") for row in ordered]
    if not columns:
        raise JobError("there is no such table, or the login of this job may not see it; check its name and the grants")
    names = [column.name for column in columns]
    for role, name in [("cursor", table.get("cursor"))] + [("key", part) for part in table.get("key") or []]:
        if name is not None and name not in names:
            raise JobError(f'there is no column "{name}", which is its {role}; the columns are {", ".join(names)}')
    return columns


def column_named(columns: List[Column], name: str) -> Column:
    return next(column for column in columns if column.name == name)


TEXT_TYPES = ("text", "character varying", "character", "varchar", "char", "tinytext", "mediumtext", "longtext")
MYSQL_NUMBERS = ("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "bit", "year")


def cursor_expression(engine: str, column: Column) -> str:
    """The cursor as it is compared: text by its bytes, so that source and target agree on its order."""
    name = quote_identifier(engine, column.name)
    if column.base not in TEXT_TYPES:
        return name
    return f"cast(convert({name} using utf8mb4) as binary)" if engine == "mysql" else f'{name} collate "C"'


def cursor_text(engine: str, column: Column) -> str:
    name = quote_identifier(engine, column.name)
    return f"cast({name} as char)" if engine == "mysql" else f"{name}::text"


def cursor_literal(engine: str, column: Column, value: str) -> str:
    if engine == "postgresql":
        return quote_literal(engine, value) + (f"::{column.type}" if column.builtin else "")
    if column.base in MYSQL_NUMBERS:
        if not re.fullmatch(r"-?\\d+(\\.\\d+)?(e[-+]?\\d+)?", value):
            raise JobError(f'"{value}" is no value of the cursor "{column.name}"')
        return value
    return f"cast({quote_literal(engine, value)} as binary)" if column.base in TEXT_TYPES else quote_literal(engine, value)


def newest_query(source: Config, table: str, column: Column, last: Optional[str]) -> str:
    """The greatest cursor that is not below the last one, and the number of rows without a cursor."""
    engine = source["engine"]
    expression, relation = cursor_expression(engine, column), source_table(source, table)
    since = f"{expression} is not null" if last is None else f"{expression} >= {cursor_literal(engine, column, last)}"
    newest = f"select {cursor_text(engine, column)} from {relation} where {since} order by {expression} desc limit 1"
    return f"select ({newest}) as newest, (select count(*) from {relation} where {quote_identifier(engine, column.name)} is null) as nulls"


def rows_query(source: Config, table: str, expressions: Dict[str, str], where: str) -> str:
    engine = source["engine"]
    selected = ", ".join(f"{expression} as {quote_identifier(engine, name)}" for name, expression in expressions.items())
    return f"select {selected} from {source_table(source, table)} where {where}"


POSTGRES_NUMBERS = ("smallint", "integer", "bigint", "real", "double precision", "numeric")
POSTGRES_LAKE_TYPES = POSTGRES_NUMBERS + ("boolean", "date", "timestamp without time zone", "timestamp with time zone", "bytea")
MYSQL_LAKE_TYPES = (
    ("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "date", "datetime", "timestamp")
    + ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")
    + TEXT_TYPES
)
LAKE_DECIMAL_DIGITS = 38


def lake_expression(engine: str, column: Column) -> str:
    """How a column is read for the lake: what Parquet has no type for becomes text, an array becomes JSON text."""
    name = quote_identifier(engine, column.name)
    too_wide = (
        column.base in ("numeric", "decimal") and column.sizes != [] and (column.sizes[0] > LAKE_DECIMAL_DIGITS or min(column.sizes) < 0)
    )
    if engine == "mysql":
        if column.base in ("bit", "year"):
            return f"({name} + 0)"
        return name if column.base in MYSQL_LAKE_TYPES and not too_wide else f"cast({name} as char)"
    if column.array:
        return f"to_json({name})::text"
    if column.base == "numeric" and not column.sizes:
        # A numeric without a precision has no fixed scale: digits beyond the 18th after the point are rounded, and more than 20
        # before it fail the job.
        return f"{name}::numeric(38, 18)"
    return name if column.builtin and column.base in POSTGRES_LAKE_TYPES and not too_wide else f"{name}::text"


MYSQL_WAREHOUSE_TYPES = {
    "tinyint": ("smallint", "smallint"),
    "smallint": ("smallint", "integer"),
    "mediumint": ("integer", "integer"),
    "int": ("integer", "bigint"),
    "bigint": ("bigint", "numeric(20,0)"),
    "float": ("real", "real"),
    "double": ("double precision", "double precision"),
    "bit": ("numeric(20,0)", "numeric(20,0)"),
    "year": ("smallint", "smallint"),
    "date": ("date", "date"),
    "datetime": ("timestamp without time zone", "timestamp without time zone"),
    "timestamp": ("timestamp with time zone", "timestamp with time zone"),
    "json": ("jsonb", "jsonb"),
}


def warehouse_type(engine: str, column: Column) -> str:
    """The column's type in a PostgreSQL warehouse; text for what it has no type for."""
    if engine == "postgresql":
        return column.type if column.builtin else "text"
    if column.base == "decimal":
        return "numeric({},{})".format(*(column.sizes + [10, 0])[:2])
    if column.base.endswith(("blob", "binary")):
        return "bytea"
    return MYSQL_WAREHOUSE_TYPES.get(column.base, ("text", "text"))[" unsigned" in column.type.lower()]


def warehouse_expression(engine: str, column: Column) -> str:
    name = quote_identifier(engine, column.name)
    if engine == "postgresql":
        return name if column.builtin else f"{name}::text"
    if column.base in ("bit", "year"):
        return f"({name} + 0)"
    known = (
        column.base in MYSQL_WAREHOUSE_TYPES
        or column.base == "decimal"
        or column.base.endswith(("blob", "binary"))
        or column.base in TEXT_TYPES
    )
    return name if known and column.base != "json" else f"cast({name} as char)"


# --- Files as a source ---------------------------------------------------------------------------------------------------------------


def source_objects(source: Config) -> List[S3Object]:
    """The objects below the prefix. Folder markers and, for a table, names that begin with \`_\` or \`.\` are no data (Spark's rule)."""
    prefix = source["prefix"]
    found = [item for item in list_objects(source["bucket"], prefix) if not item.key.endswith("/")]
    if source["format"] == "objects":
        return found
    data = [item for item in found if item.size > 0 and not item.key.rsplit("/", 1)[-1].startswith(("_", "."))]
    if len(data) < len(found):
        say(f"s3://{source['bucket']}/{prefix}: {len(found) - len(data)} empty objects or markers passed over")
    return data


def csv_header(item: S3Object, stream: Any) -> Tuple[List[str], int]:
    """The column names, and how many lines they take; the stream is left at the first row."""
    record = stream.readline()
    while record.count(b'"') % 2 and len(record) < COPY_BLOCK:
        line = stream.readline()
        if not line:
            break
        record += line
    try:
        text = record.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JobError(f"{item.uri} line 1: the header is not UTF-8") from error
    names = [name.strip() for name in next(csv.reader(io.StringIO(text.rstrip("\\r\\n"), newline="")), [])]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if not names or not all(names) or repeated:
        problem = f'the column "{repeated[0]}" is there twice' if repeated and repeated[0] else "a column has no name"
        raise JobError(f"{item.uri} line 1: {problem}")
    return names, max(1, record.count(b"\\n"))


def json_starts_with_array(item: S3Object) -> bool:
    with open_object(item) as stream:
        return starts_with_array(stream)


def starts_with_array(stream: Any) -> bool:
    return stream.peek(64).replace(b"\\xef\\xbb\\xbf", b"", 1).lstrip().startswith(b"[")


class BadRow(Exception):
    """What is wrong in which line of a file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")


def json_documents(item: S3Object) -> Iterator[Tuple[int, str]]:
    """The line and the text of every object of a file of JSON lines, or of one array; one object is in memory at a time."""
    with open_object(item) as stream:
        documents = array_documents if starts_with_array(stream) else line_documents
        try:
            for line, document in documents(io.TextIOWrapper(stream, "utf-8-sig", newline="\\n")):
                if not document.startswith("{"):
                    raise BadRow(line, "a row must be a JSON object")
                yield line, document
        except BadRow as error:
            raise JobError(f"{item.uri} {error}") from error
        except UnicodeDecodeError as error:
            raise JobError(f"{item.uri}: the text is not UTF-8") from error


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


JSON_DECODER = json.JSONDecoder(parse_constant=refuse_constant)


def line_documents(text: Any) -> Iterator[Tuple[int, str]]:
    for line, document in enumerate(map(str.strip, text), 1):
        if document:
            try:
                JSON_DECODER.decode(document)
            except ValueError as error:
                raise BadRow(line, getattr(error, "msg", str(error))) from error
            yield line, document


def array_documents(text: Any) -> Iterator[Tuple[int, str]]:
    window = TextWindow(text)
    window.next_character()
    window.advance(window.position + 1)
    is_first = True
    while (character := window.next_character()) != "]":
        if character and not is_first:
            if character != ",":
                raise BadRow(window.line, "a comma is missing between two rows")
            window.advance(window.position + 1)
            character = window.next_character()
        if not character:
            raise BadRow(window.line, "the array is not closed")
        is_first = False
        line = window.line
        yield line, window.next_value()
    window.advance(window.position + 1)
    if window.next_character():
        raise BadRow(window.line, "there is text after the array")


BLANKS = re.compile(r"[ \\t\\r\\n]*")
WINDOW = 1 << 16
LONGEST_ROW = 1 << 26


class TextWindow:
    """A window on a long text, which counts the lines that leave it. It grows by doubling, so that a long value costs linear time."""

    def __init__(self, source: Any) -> None:
        self.source = source
        self.text = ""
        self.position = 0
        self.line = 1
        self.growth = WINDOW

    def grow(self) -> bool:
        more = self.source.read(self.growth)
        self.text = self.text[self.position :] + more
        self.position = 0
        self.growth *= 2
        return more != ""

    def advance(self, end: int) -> None:
        self.line += self.text.count("\\n", self.position, end)
        self.position = end

    def next_character(self) -> str:
        """The next character that is not blank, which stays in the window; empty at the end."""
        while True:
            self.advance(BLANKS.match(self.text, self.position).end())
            if self.position < len(self.text):
                return self.text[self.position]
            if not self.grow():
                return ""

    def next_value(self) -> str:
        while True:
            try:
                _, end = JSON_DECODER.raw_decode(self.text, self.position)
                break
            except ValueError as error:
                # Bad or incomplete: that shows when there is more text.
                if len(self.text) - self.position > LONGEST_ROW or not self.grow():
                    raise BadRow(self.line, getattr(error, "msg", str(error))) from error
        value = self.text[self.position : end]
        self.advance(end)
        self.growth = WINDOW
        return value


# --- Lake: Spark session, tables and the catalog -------------------------------------------------------------------------------------

ICEBERG_CATALOG = "glue_catalog"
PARTITION_COLUMN = "load_date"
ROWS_PER_FILE = 5_000_000


@dataclass(frozen=True)
class LakeTable:
    format: str
    database: str
    location: str
    dataset: str

    @property
    def folder(self) -> str:
        return f"{self.location}/{self.dataset}"

    @property
    def iceberg_name(self) -> str:
        return f"{ICEBERG_CATALOG}.{spark_name(self.database)}.{spark_name(self.dataset)}"


def lake_table(target: Config, dataset: str) -> LakeTable:
    return LakeTable(target["format"], target["database"], target["location"].rstrip("/"), dataset)


def spark_name(name: str) -> str:
    return "\`" + name.replace("\`", "\`\`") + "\`"


def spark_session(target: Config) -> Any:
    """The session with everything that the job needs, so that a Glue job only passes \`--datalake-formats iceberg\`.

    DATASTACK_SPARK_SETTINGS (a JSON object) is for tests: it names another endpoint, or another Iceberg catalog.
    """
    from pyspark.sql import SparkSession

    catalog = f"spark.sql.catalog.{ICEBERG_CATALOG}"
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "true",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.files.ignoreMissingFiles": "false",
        "spark.sql.files.ignoreCorruptFiles": "false",
    }
    if target["format"] == "iceberg":
        settings.update(
            {
                "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
                catalog: "org.apache.iceberg.spark.SparkCatalog",
                f"{catalog}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
                f"{catalog}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
                f"{catalog}.glue.skip-archive": "true",
                f"{catalog}.warehouse": target["location"],
            }
        )
    settings.update(json.loads(os.environ.get("DATASTACK_SPARK_SETTINGS", "{}")))
    builder = SparkSession.builder.appName("datastack")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def lake_columns(frame: Any) -> Any:
    """The frame with the column names that the catalog has: lower case. Two names that become one are refused."""
    from pyspark.sql import types
    from pyspark.sql.functions import col

    seen: Dict[str, str] = {}
    selected = []
    for field in frame.schema.fields:
        name = field.name.lower()
        if name in seen:
            raise JobError(f'the columns "{seen[name]}" and "{field.name}" have one name in the catalog, "{name}"')
        seen[name] = field.name
        column = col(spark_name(field.name))
        if isinstance(field.dataType, types.TimestampNTZType):
            column = column.cast("timestamp")
        selected.append(column.alias(name))
    return frame.select(*selected)


WIDER = {"tinyint": 1, "smallint": 2, "int": 3, "bigint": 4}


def fits(new: str, existing: str) -> bool:
    """Whether every value of the new type is one of the existing type."""
    if new == existing or (new, existing) == ("float", "double"):
        return True
    if new in WIDER and existing in WIDER:
        return WIDER[new] < WIDER[existing]
    narrow, wide = (re.fullmatch(r"decimal\\((\\d+),(\\d+)\\)", name) for name in (new, existing))
    if narrow and wide:
        scale, wide_scale = int(narrow.group(2)), int(wide.group(2))
        return scale <= wide_scale and int(narrow.group(1)) - scale <= int(wide.group(1)) - wide_scale
    return False


def fit_to_table(frame: Any, table: LakeTable, existing: Dict[str, str]) -> Any:
    """The frame with the table's types; refused when a column's values no longer fit its type."""
    from pyspark.sql.functions import col

    selected = []
    for field in frame.schema.fields:
        new, old = field.dataType.simpleString(), existing.get(field.name, field.dataType.simpleString())
        if not fits(new, old):
            raise JobError(
                f'the column "{field.name}" of the lake table {table.database}.{table.dataset} is {old}, and is now {new} at the source;'
                " copy it under another dataset name, or delete the table, its folder and its state to copy everything again"
            )
        column = col(spark_name(field.name))
        selected.append(column if new == old else column.cast(old).alias(field.name))
    return frame.select(*selected)


def catalog_table(table: LakeTable) -> Optional[Config]:
    try:
        return client("glue").get_table(DatabaseName=table.database, Name=table.dataset)["Table"]
    except ClientError as error:
        if error_code(error) == "EntityNotFoundException":
            return None
        raise JobError(f"cannot read the catalog table {table.database}.{table.dataset} ({error_code(error)})") from error


def catalog_types(entry: Optional[Config]) -> Dict[str, str]:
    return {column["Name"]: column["Type"] for column in entry["StorageDescriptor"]["Columns"]} if entry else {}


def register_parquet(table: LakeTable, schema: Any, entry: Optional[Config], location: str, batches: bool) -> None:
    """Creates or updates the catalog table; what others added to it (comments, parameters) stays."""
    if batches and PARTITION_COLUMN in schema.names:
        raise JobError(
            f'the column "{PARTITION_COLUMN}" is the partition column of lake tables: name the source\\'s column otherwise in a view'
        )
    new_types = {field.name: field.dataType.simpleString() for field in schema.fields}
    known = {column["Name"]: column for column in entry["StorageDescriptor"]["Columns"]} if entry else {}
    names = list(dict.fromkeys([*(known if batches else []), *new_types]))
    columns = [{**known.get(name, {}), "Name": name, "Type": new_types.get(name) or known[name]["Type"]} for name in names]
    if batches:
        columns = [known.get(column["Name"], column) for column in columns]
    partitioning = batch_partitioning(location) if batches else {"projection.enabled": "false"}
    table_input = {
        "Name": table.dataset,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {**(entry or {}).get("Parameters", {}), "classification": "parquet", "EXTERNAL": "TRUE", **partitioning},
        "PartitionKeys": [{"Name": PARTITION_COLUMN, "Type": "date"}] if batches else [],
        "StorageDescriptor": {
            "Columns": columns,
            "Location": location,
            "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
        },
    }
    if entry and "Description" in entry:
        table_input["Description"] = entry["Description"]
    if entry is None:
        client("glue").create_table(DatabaseName=table.database, TableInput=table_input)
    elif columns != entry["StorageDescriptor"]["Columns"] or location != entry["StorageDescriptor"]["Location"]:
        client("glue").update_table(DatabaseName=table.database, TableInput=table_input, SkipArchive=True)


def batch_partitioning(location: str) -> Dict[str, str]:
    return {
        "projection.enabled": "true",
        f"projection.{PARTITION_COLUMN}.type": "date",
        f"projection.{PARTITION_COLUMN}.format": "yyyy-MM-dd",
        f"projection.{PARTITION_COLUMN}.range": "2020-01-01,NOW",
        "storage.location.template": f"{location}/{PARTITION_COLUMN}=\${{{PARTITION_COLUMN}}}",
    }


def write_parquet(frame: Any, folder: str) -> int:
    """Writes the frame in place of what the folder holds, and counts its rows on the way."""
    from pyspark.sql import Observation
    from pyspark.sql.functions import count, lit

    observation = Observation()
    counted = frame.observe(observation, count(lit(1)).alias("rows"))
    counted.write.mode("overwrite").option("maxRecordsPerFile", ROWS_PER_FILE).parquet(folder)
    return observation.get["rows"]


def write_parquet_batch(frame: Any, table: LakeTable, load_date: str, batch: str) -> Tuple[int, str]:
    """One batch of an append-only table: written, then added to the catalog. Returns its rows and its folder."""
    entry = catalog_table(table)
    frame = fit_to_table(frame, table, catalog_types(entry))
    folder = f"{table.folder}/{PARTITION_COLUMN}={load_date}/batch-{batch}"
    rows = write_parquet(frame, folder)
    register_parquet(table, frame.schema, entry, table.folder, batches=True)
    return rows, folder


def iceberg_types(spark: Any, table: LakeTable) -> Optional[Dict[str, str]]:
    if not spark.catalog.tableExists(table.iceberg_name):
        return None
    return {field.name: field.dataType.simpleString() for field in spark.table(table.iceberg_name).schema.fields}


def prepare_iceberg(spark: Any, frame: Any, table: LakeTable) -> Any:
    """Creates the table or adds the new columns to it; returns the frame with exactly the table's columns and types."""
    from pyspark.sql.functions import col, lit

    existing = iceberg_types(spark, table)
    if existing is None:
        columns = ", ".join(f"{spark_name(field.name)} {field.dataType.simpleString()}" for field in frame.schema.fields)
        location = table.folder.replace("'", "\\\\'")
        spark.sql(
            f"create table {table.iceberg_name} ({columns}) using iceberg location '{location}' tblproperties ('format-version' = '2')"
        )
        return frame
    frame = fit_to_table(frame, table, existing)
    added = [field for field in frame.schema.fields if field.name not in existing]
    if added:
        columns = ", ".join(f"{spark_name(field.name)} {field.dataType.simpleString()}" for field in added)
        spark.sql(f"alter table {table.iceberg_name} add columns ({columns})")
    missing = [name for name in existing if name not in frame.columns]
    ordered = [lit(None).cast(existing[name]).alias(name) if name in missing else col(spark_name(name)) for name in existing]
    return frame.select(*ordered, *[col(spark_name(field.name)) for field in added])


def append_iceberg_batch(spark: Any, frame: Any, table: LakeTable, batch: str) -> int:
    """Appends once: the snapshot carries the batch id, so a run that was killed after the commit is seen by the next one."""
    frame = prepare_iceberg(spark, frame, table).localCheckpoint()
    rows = frame.count()
    if not iceberg_batch_is_committed(spark, table, batch):
        frame.writeTo(table.iceberg_name).option("snapshot-property.datastack-batch", batch).append()
    return rows


def iceberg_batch_is_committed(spark: Any, table: LakeTable, batch: str) -> bool:
    from pyspark.sql.functions import col

    if not spark.catalog.tableExists(table.iceberg_name):
        return False
    snapshots = spark.read.format("iceberg").load(f"{table.iceberg_name}.snapshots")
    return not snapshots.where(col("summary")["datastack-batch"] == batch).isEmpty()


# --- Warehouse: PostgreSQL tables ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WarehouseTable:
    schema: str
    name: str

    @property
    def sql(self) -> Any:
        from psycopg2 import sql

        return sql.Identifier(self.schema, self.name)

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def lock_table_name(cursor: Any, table: WarehouseTable) -> None:
    """Two runs that write one table follow each other: held until the end of the transaction, readers are not blocked."""
    cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"datastack {table}"])


def warehouse_columns(cursor: Any, table: WarehouseTable) -> Optional[Dict[str, str]]:
    """Names and types of the table's columns; None when there is no table."""
    cursor.execute("select 1 from pg_catalog.pg_namespace where nspname = %s", [table.schema])
    if cursor.fetchone() is None:
        raise JobError(f'there is no schema "{table.schema}" in the warehouse')
    cursor.execute(
        "select c.relkind::text, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) from pg_catalog.pg_class c"
        " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
        " left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where n.nspname = %s and c.relname = %s order by a.attnum",
        [table.schema, table.name],
    )
    rows = cursor.fetchall()
    if not rows:
        return None
    if rows[0][0] not in ("r", "p"):
        raise JobError(f"{table} of the warehouse is no table: give the dataset another name")
    return {name: type_name for _, name, type_name in rows if name is not None}


def create_warehouse_table(cursor: Any, table: WarehouseTable, types: Dict[str, str], key: List[str]) -> None:
    from psycopg2 import sql

    refuse_long_names(types)
    parts = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(type_name)) for name, type_name in types.items()]
    if key:
        parts.append(sql.SQL("primary key ({})").format(identifiers(key)))
    cursor.execute(sql.SQL("create table {} ({})").format(table.sql, sql.SQL(", ").join(parts)))


def refuse_long_names(names: Iterable[str]) -> None:
    for name in names:
        if len(name.encode()) > 63:
            raise JobError(f'the column "{name}" is longer than the 63 bytes that PostgreSQL keeps of a name')


def identifiers(names: Iterable[str]) -> Any:
    from psycopg2 import sql

    return sql.SQL(", ").join(map(sql.Identifier, names))


def add_missing_columns(cursor: Any, table: WarehouseTable, existing: Dict[str, str], types: Dict[str, str]) -> None:
    from psycopg2 import sql

    refuse_long_names(types)
    for name, type_name in types.items():
        if name not in existing:
            cursor.execute(sql.SQL("alter table {} add column {} {}").format(table.sql, sql.Identifier(name), sql.SQL(type_name)))


def extend_warehouse_table(cursor: Any, table: WarehouseTable, types: Dict[str, str], key: List[str]) -> Dict[str, str]:
    """Creates the table or adds the new columns; returns the columns that it had before. A changed type is refused."""
    existing = warehouse_columns(cursor, table)
    if existing is None:
        create_warehouse_table(cursor, table, types, key)
        return dict(types)
    for name, type_name in types.items():
        if existing.get(name, type_name) != type_name:
            raise JobError(
                f'the column "{name}" of {table} in the warehouse is {existing[name]}, and is now {type_name} at the source;'
                " change its type in the warehouse, or drop the table to copy everything again"
            )
    add_missing_columns(cursor, table, existing, types)
    return existing


def replace_rows(cursor: Any, table: WarehouseTable, types: Dict[str, str], key: List[str], fill: Callable[[WarehouseTable], Any]) -> Any:
    """Puts new rows in place of all old ones, in the caller's transaction.

    Where the columns allow it, the table stays and its rows change: readers see the old rows until the commit and never wait, and
    grants and dependent views survive. Otherwise a new table is filled aside and takes the name at the end.
    """
    from psycopg2 import errors, sql

    lock_table_name(cursor, table)
    existing = warehouse_columns(cursor, table)
    if existing is None:
        create_warehouse_table(cursor, table, types, key)
        return fill(table)
    if all(types.get(name) == type_name for name, type_name in existing.items()):
        add_missing_columns(cursor, table, existing, types)
        cursor.execute(sql.SQL("delete from {}").format(table.sql))
        return fill(table)
    new = WarehouseTable(table.schema, f"datastack_new_{batch_id(table.name)}")
    create_warehouse_table(cursor, new, types, key)
    result = fill(new)
    try:
        cursor.execute(sql.SQL("drop table {}").format(table.sql))
    except errors.DependentObjectsStillExist as error:
        users = "; ".join((error.diag.message_detail or "").splitlines())
        raise JobError(f"the columns of {table} changed, and it cannot be made anew while other objects depend on it: {users}") from error
    cursor.execute(sql.SQL("alter table {} rename to {}").format(new.sql, sql.Identifier(table.name)))
    return result


def apply_grants(cursor: Any, table: WarehouseTable, grants: List[str]) -> None:
    """Makes the privileges on the table what the spec says, in the transaction that made or filled it.

    Last in the transaction: the statements change the table's row of the catalog, which stays locked until the commit.
    """
    import psycopg2

    for statement in grants:
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            raise JobError(f"the privileges on {table} cannot be set, so nothing was changed: {failure_reason(error)}") from error


class CountingStream:
    """A readable stream for COPY over blocks of bytes, which counts what went through."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks = blocks
        self.left = b""
        self.size = 0
        self.failure: Optional[Exception] = None

    def read(self, size: int = -1) -> bytes:
        try:
            taken = self.take(size)
        except Exception as error:
            self.failure = error
            raise
        self.size += len(taken)
        return taken

    def take(self, size: int) -> bytes:
        parts, length = [self.left], len(self.left)
        while size < 0 or length < size:
            block = next(self.blocks, None)
            if block is None:
                break
            parts.append(block)
            length += len(block)
        data = b"".join(parts)
        taken, self.left = (data, b"") if size < 0 else (data[:size], data[size:])
        return taken


def blocks_of(stream: Any) -> Iterator[bytes]:
    return iter(lambda: stream.read(COPY_BLOCK), b"")


def copy_in(cursor: Any, table: Any, columns: Iterable[str], blocks: Iterator[bytes], options: str = "format text") -> Tuple[int, int]:
    """COPY into the table; returns rows and bytes."""
    from psycopg2 import sql

    stream = CountingStream(blocks)
    statement = sql.SQL("copy {} ({}) from stdin with ({})").format(table, identifiers(columns), sql.SQL(options))
    try:
        cursor.copy_expert(statement, stream, size=COPY_BLOCK)
    except Exception:
        # psycopg2 only quotes what went wrong while it read.
        if stream.failure is not None:
            raise stream.failure
        raise
    return cursor.rowcount, stream.size


def copy_between(source_cursor: Any, query: str, cursor: Any, table: Any, columns: Iterable[str]) -> Tuple[int, int]:
    """COPY from one PostgreSQL into another through a pipe: a few kilobytes in memory, and the servers' own text of every type."""
    receiving, sending = os.pipe()
    failures: List[BaseException] = []

    def send() -> None:
        try:
            with os.fdopen(sending, "wb") as output:
                source_cursor.copy_expert(f"copy ({query}) to stdout", output)
        except BaseException as error:
            failures.append(error)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    try:
        with os.fdopen(receiving, "rb") as incoming:
            copied = copy_in(cursor, table, columns, blocks_of(incoming))
    finally:
        sender.join()
    # The pipe ends in the same way when the source fails: the caller's transaction must not be committed then.
    if failures:
        raise failures[0]
    return copied


COPY_ESCAPES = str.maketrans({"\\\\": "\\\\\\\\", "\\n": "\\\\n", "\\r": "\\\\r", "\\t": "\\\\t"})


def copy_field(value: Any) -> str:
    """One value in the text format of COPY."""
    if value is None:
        return "\\\\N"
    if isinstance(value, str):
        return value.translate(COPY_ESCAPES)
    if isinstance(value, (bytes, bytearray)):
        return "\\\\\\\\x" + value.hex()
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=json_value).translate(COPY_ESCAPES)
    return str(value)


def json_value(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else str(value)


def copy_lines(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Rows as blocks of COPY text."""
    rows = iter(rows)
    while True:
        block = "".join("\\t".join(map(copy_field, row)) + "\\n" for row in itertools.islice(rows, 1000))
        if not block:
            return
        yield block.encode("utf-8")


def arrow_types(schema: Any) -> Dict[str, str]:
    return {field.name: arrow_type(field.type) for field in schema}


def arrow_type(type_: Any) -> str:
    """The PostgreSQL type of a Parquet column; nested values become JSON."""
    from pyarrow import types

    if types.is_dictionary(type_):
        return arrow_type(type_.value_type)
    if types.is_decimal(type_):
        return f"numeric({type_.precision},{type_.scale})"
    if types.is_timestamp(type_):
        return "timestamp with time zone" if type_.tz else "timestamp without time zone"
    if types.is_nested(type_):
        return "jsonb"
    for matches, name in (
        (types.is_boolean, "boolean"),
        (types.is_uint64, "numeric(20,0)"),
        (lambda t: types.is_int64(t) or types.is_uint32(t), "bigint"),
        (lambda t: types.is_int32(t) or types.is_uint16(t), "integer"),
        (types.is_integer, "smallint"),
        (types.is_float64, "double precision"),
        (types.is_floating, "real"),
        (types.is_date, "date"),
        (types.is_time, "time without time zone"),
        (lambda t: types.is_binary(t) or types.is_large_binary(t) or types.is_fixed_size_binary(t), "bytea"),
    ):
        if matches(type_):
            return name
    return "text"


def parquet_rows(file: Any) -> Iterator[Tuple[Any, ...]]:
    """The rows of an open Parquet file, one batch in memory at a time."""
    for batch in file.iter_batches(batch_size=FETCH_ROWS):
        yield from zip(*(arrow_values(column) for column in batch.columns))


def arrow_values(column: Any) -> List[Any]:
    """Python values; PostgreSQL keeps microseconds, so nanoseconds are cut there."""
    import pyarrow

    type_ = column.type
    if pyarrow.types.is_timestamp(type_) and type_.unit == "ns":
        column = column.cast(pyarrow.timestamp("us", type_.tz), safe=False)
    elif pyarrow.types.is_time64(type_) and type_.unit == "ns":
        column = column.cast(pyarrow.time64("us"), safe=False)
    return column.to_pylist()


def open_parquet(item: S3Object, folder: str) -> Any:
    """A Parquet object as an open file: it is read from its end, so it is brought to the disk, in blocks."""
    import pyarrow
    import pyarrow.parquet

    path = os.path.join(folder, "current.parquet")
    with open_object(item) as stream, open(path, "wb") as output:
        for block in blocks_of(stream):
            output.write(block)
    try:
        return pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise JobError(f"{item.uri} is no readable Parquet file: {error}") from error
`,
  ingest_database_to_lake: `"""Copies tables of a PostgreSQL or MySQL source into Parquet or Iceberg tables of a lake zone (Glue 5.0, Spark).

A table with a cursor is read in windows (last, newest]; \`newest\` is fixed and saved before the first row is read, so a run that was
killed is repeated over the same window. Rows that carry the last window's greatest cursor but came after it was read ("ties") are found
by comparing the source's rows at that value with those in the lake. Limits that a cursor cannot overcome:
- a row that is committed late with a cursor below the last one is never seen: use a cursor that grows with the commits;
- a deleted row stays in the lake: copy the table without a cursor and a key, or use change data capture;
- rows whose cursor is NULL are taken by the first run only; each run reports how many there are.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of \`source\` (none with \`user\`: the login token is signed locally, needs rds-db:connect on the user)
  s3:ListBucket                  bucket of \`state\`, prefix <state>/<dataset>.json; bucket of \`location\`, prefix <dataset>/ (Parquet only)
  s3:GetObject                   <state>/<dataset>.json
  s3:PutObject                   <state>/<dataset>.json
  s3:DeleteObject                <location>/<dataset>/snapshot=* (Parquet without a cursor: the snapshots before the current one)
  glue:GetTable                  catalog, database of \`target\`, table <dataset> (Parquet only)
  glue:CreateTable               catalog, database of \`target\`, table <dataset> (Parquet only)
  glue:UpdateTable               catalog, database of \`target\`, table <dataset> (Parquet only)

Calls at run time, by Spark:
  s3:ListBucket                  bucket of \`location\`, prefix <dataset>/ and the names of its parent folders
  s3:GetObject                   <location>/<dataset>/*
  s3:PutObject                   <location>/<dataset>/*, and the folder markers <location>/<dataset>_$folder$ that EMRFS writes
  s3:DeleteObject                <location>/<dataset>/*, <location>/<dataset>_$folder$
  s3:AbortMultipartUpload        <location>/<dataset>/* (only after a failed write)
  glue:GetDatabase               catalog, database of \`target\` (Iceberg only)
  glue:GetTable                  catalog, database of \`target\`, table <dataset> (Iceberg only)
  glue:CreateTable               catalog, database of \`target\`, table <dataset> (Iceberg only)
  glue:UpdateTable               catalog, database of \`target\`, table <dataset> (Iceberg only)
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, List, Optional

from datastack_jobs import (
    CONNECTION,
    Column,
    Config,
    JobError,
    LAKE_TARGET,
    LakeTable,
    SOURCE_TABLE,
    append_iceberg_batch,
    batch_id,
    catalog_table,
    catalog_types,
    column_named,
    columns_of,
    columns_query,
    copy_each_table,
    cursor_expression,
    cursor_literal,
    delete_objects,
    fit_to_table,
    job_arguments,
    jdbc_options,
    lake_columns,
    lake_expression,
    lake_table,
    list_objects,
    load_state,
    newest_query,
    place,
    prepare_iceberg,
    register_parquet,
    rows_query,
    run_job,
    save_state,
    say,
    say_copied,
    spark_name,
    spark_session,
    split_s3,
    today,
    with_retries,
    write_parquet,
    write_parquet_batch,
)


FIELDS = {"source": CONNECTION, "tables": [SOURCE_TABLE], "target": LAKE_TARGET, "state": str}


@dataclass(frozen=True)
class Copy:
    """One table on its way."""

    spark: Any
    run: str
    source: Config
    table: Config
    columns: List[Column]
    lake: LakeTable
    state_folder: str

    @property
    def cursor(self) -> Column:
        return column_named(self.columns, self.table["cursor"])

    def rows(self, where: str) -> Any:
        """The source's rows, read when Spark needs them, with the column names of the lake.

        The query names its columns c0, c1 …: Spark repeats the names in SQL of its own, and does not double the quotes in them.
        """
        engine = self.source["engine"]
        expressions = {f"c{number}": lake_expression(engine, column) for number, column in enumerate(self.columns)}
        rows = read(self.spark, self.source, rows_query(self.source, self.table["table"], expressions, where))
        return lake_columns(rows.toDF(*(column.name for column in self.columns)))


def main(argv: List[str]) -> None:
    config, run = job_arguments(argv, FIELDS)
    spark = spark_session(config["target"])
    source = config["source"]
    say(f"{len(config['tables'])} tables of {place(source)} to {config['target']['location']}")

    def copy(table: Config) -> None:
        columns = source_columns(spark, source, table)
        lake = lake_table(config["target"], table["dataset"])
        plan = Copy(spark, run, source, table, columns, lake, config["state"].rstrip("/"))
        if table.get("cursor"):
            copy_new_rows(plan)
        else:
            copy_all_rows(plan)

    copy_each_table(source, config["tables"], copy)


def read(spark: Any, source: Config, query: str) -> Any:
    return spark.read.format("jdbc").options(**jdbc_options(source)).option("query", query).load()


def source_columns(spark: Any, source: Config, table: Config) -> List[Column]:
    query = columns_query(source, table["table"])
    rows = with_retries(place(source), lambda: read(spark, source, query).collect())
    return columns_of(rows, source, table)


# --- With a cursor: windows ---


def copy_new_rows(plan: Copy) -> None:
    state = load_state(plan.state_folder, plan.lake.dataset)
    if "pending" in state:
        say(f"{plan.lake.dataset}: the last run did not end; its window is repeated")
        state = copy_window(plan, state, state["pending"])
    newest, nulls = read(plan.spark, plan.source, newest_query(plan.source, plan.table["table"], plan.cursor, state.get("last"))).first()
    first = not state.get("version")
    if nulls:
        taken = "taken, in this first run only" if first else "not taken"
        say(f'{plan.lake.dataset}: {nulls} rows without a cursor "{plan.cursor.name}": {taken}')
    if nothing_new(plan, state, newest, nulls):
        if first:
            register_empty(plan)
        say_copied(plan.lake.dataset, time.monotonic(), 0)
    else:
        pending = {"newest": newest, "load_date": today()}
        copy_window(plan, save(plan, {**state, "pending": pending}), pending)


def nothing_new(plan: Copy, state: Config, newest: Optional[str], nulls: int) -> bool:
    first = not state.get("version")
    if newest is None:
        return not (first and nulls)
    if first or newest != state["last"]:
        return False
    ties = late_ties(plan, state)
    return ties is None or ties.isEmpty()


def register_empty(plan: Copy) -> None:
    """An empty source gets its table too, so that what reads it works from the first day."""
    frame = plan.rows("1 = 0")
    if plan.lake.format == "iceberg":
        prepare_iceberg(plan.spark, frame, plan.lake)
    else:
        entry = catalog_table(plan.lake)
        frame = fit_to_table(frame, plan.lake, catalog_types(entry))
        register_parquet(plan.lake, frame.schema, entry, plan.lake.folder, batches=True)


def copy_window(plan: Copy, state: Config, pending: Config) -> Config:
    """Copies one window; the state moves on only when its rows are in the table. Returns the new state.

    The batch id follows from the lower bound and the number of windows before it: a repeated window replaces its own batch.
    """
    started = time.monotonic()
    last, newest = state.get("last"), pending["newest"]
    version = state.get("version", 0)
    batch = batch_id(plan.table["table"], last, version)
    frame = plan.rows(window(plan, last, newest, first=version == 0))
    ties = late_ties(plan, state)
    if ties is not None:
        frame = frame.unionByName(ties)
    folders = state.get("boundary", []) if newest == last else []
    if plan.lake.format == "parquet":
        rows, folder = write_parquet_batch(frame, plan.lake, pending["load_date"], batch)
        folders = [*folders, folder]
    elif plan.table.get("key"):
        rows = merge_iceberg(plan, frame)
    else:
        rows = append_iceberg_batch(plan.spark, frame, plan.lake, batch)
    state = save(plan, {"version": version + 1, "last": last if newest is None else newest, "boundary": folders})
    say_copied(plan.lake.dataset, started, rows)
    return state


def save(plan: Copy, state: Config) -> Config:
    save_state(plan.state_folder, plan.lake.dataset, state)
    return state


def window(plan: Copy, last: Optional[str], newest: Optional[str], first: bool) -> str:
    engine, cursor = plan.source["engine"], plan.cursor
    expression = cursor_expression(engine, cursor)
    bounds = [] if last is None else [f"{expression} > {cursor_literal(engine, cursor, last)}"]
    bounds += ["1 = 0"] if newest is None else [f"{expression} <= {cursor_literal(engine, cursor, newest)}"]
    condition = " and ".join(bounds)
    return f"({condition}) or {expression} is null" if first else condition


def late_ties(plan: Copy, state: Config) -> Any:
    """The source's rows at the last window's greatest cursor that the lake does not have; None when that cannot be told."""
    last = state.get("last")
    if last is None:
        return None
    taken = rows_in_lake(plan, state)
    if taken is None:
        return None
    engine, cursor = plan.source["engine"], plan.cursor
    ties = plan.rows(f"{cursor_expression(engine, cursor)} = {cursor_literal(engine, cursor, last)}")
    return rows_not_taken(ties, taken, cursor.name.lower())


def rows_in_lake(plan: Copy, state: Config) -> Any:
    if plan.lake.format == "iceberg":
        return plan.spark.table(plan.lake.iceberg_name)
    # A batch that the zone's retention removed was complete when it was written: its ties are not looked for.
    kept = [folder for folder in state["boundary"] if list_objects(*split_s3(f"{folder}/"))]
    return plan.spark.read.parquet(*kept) if kept else None


def rows_not_taken(rows: Any, taken: Any, cursor: str) -> Any:
    """Rows that are not in \`taken\`, with their multiplicity: of two equal rows of which one is taken, one remains."""
    from pyspark.sql import Window
    from pyspark.sql.functions import broadcast, col, lit, row_number

    number = "datastack_number"
    common = [name for name in rows.columns if name in taken.columns]
    types = {field.name: field.dataType for field in taken.schema.fields}
    at_boundary = taken.join(broadcast(rows.select(cursor).distinct()), cursor, "left_semi").select(*map(spark_name, common))
    numbering = row_number().over(Window.partitionBy(*[col(spark_name(name)) for name in common]).orderBy(lit(1)))
    numbered, seen = rows.withColumn(number, numbering).alias("new"), at_boundary.withColumn(number, numbering).alias("old")
    same = [
        col(f"new.{spark_name(name)}").cast(types.get(name, "int")).eqNullSafe(col(f"old.{spark_name(name)}")) for name in [*common, number]
    ]
    condition = same[0]
    for part in same[1:]:
        condition = condition & part
    return numbered.join(seen, condition, "left_anti").drop(number)


def merge_iceberg(plan: Copy, frame: Any) -> int:
    """Puts the newest version of every key into the table; what the source has no column for keeps its value."""
    from pyspark.sql import Window
    from pyspark.sql.functions import col, row_number

    key = [name.lower() for name in plan.table["key"]]
    incoming_columns = frame.columns
    frame = prepare_iceberg(plan.spark, frame, plan.lake)
    order = col(spark_name(plan.cursor.name.lower())).desc_nulls_last() if plan.table.get("cursor") else col(spark_name(key[0]))
    ranked = frame.withColumn("datastack_rank", row_number().over(Window.partitionBy(*map(spark_name, key)).orderBy(order)))
    # A checkpoint, because \`merge into\` reads its source twice, and the source's rows change in between.
    newest = ranked.where("datastack_rank = 1").drop("datastack_rank").localCheckpoint()
    for name in key:
        if not newest.where(col(spark_name(name)).isNull()).isEmpty():
            raise JobError(f'there are rows whose key "{name}" is NULL: choose a key without NULL, or copy the table without a key')
    newest.createOrReplaceTempView("datastack_incoming")
    matches = " and ".join(f"target.{spark_name(name)} = incoming.{spark_name(name)}" for name in key)
    updates = ", ".join(f"target.{spark_name(name)} = incoming.{spark_name(name)}" for name in incoming_columns)
    names = ", ".join(map(spark_name, newest.columns))
    values = ", ".join(f"incoming.{spark_name(name)}" for name in newest.columns)
    plan.spark.sql(
        f"merge into {plan.lake.iceberg_name} as target using datastack_incoming as incoming on {matches}"
        f" when matched then update set {updates} when not matched then insert ({names}) values ({values})"
    )
    return newest.count()


# --- Without a cursor: full copies ---


def copy_all_rows(plan: Copy) -> None:
    started = time.monotonic()
    frame = plan.rows("1 = 1")
    if plan.lake.format == "parquet":
        rows = write_snapshot(plan, frame)
    elif plan.table.get("key"):
        rows = merge_iceberg(plan, frame)
    else:
        rows = overwrite_iceberg(plan, frame)
    say_copied(plan.lake.dataset, started, rows)


def write_snapshot(plan: Copy, frame: Any) -> int:
    """Writes all rows aside, then points the catalog table there: readers switch at once.

    The snapshot that readers used until then is removed by the next run, so that a query which began before the switch can end.
    """
    entry = catalog_table(plan.lake)
    current = entry["StorageDescriptor"]["Location"].rstrip("/") if entry else None
    remove_snapshots_except(plan.lake, current)
    folder = f"{plan.lake.folder}/snapshot={plan.run}"
    if folder == current:
        # The run was started again with its id: what readers use must not be overwritten.
        folder += "-2"
    rows = write_parquet(frame, folder)
    register_parquet(plan.lake, frame.schema, entry, folder, batches=False)
    return rows


def remove_snapshots_except(lake: LakeTable, current: Optional[str]) -> None:
    bucket, prefix = split_s3(f"{lake.folder}/snapshot=")
    kept = split_s3(f"{current}/")[1] if current else None
    keys = [item.key for item in list_objects(bucket, prefix)]
    delete_objects(bucket, [key for key in keys if kept is None or not key.startswith(kept)])


def overwrite_iceberg(plan: Copy, frame: Any) -> int:
    from pyspark.sql import Observation
    from pyspark.sql.functions import count, lit

    observation = Observation()
    counted = prepare_iceberg(plan.spark, frame, plan.lake).observe(observation, count(lit(1)).alias("rows"))
    counted.writeTo(plan.lake.iceberg_name).overwrite(lit(True))
    return observation.get["rows"]


if __name__ == "__main__":
    run_job(main)
`,
  ingest_database_to_warehouse: `"""Copies tables of a PostgreSQL or MySQL source into tables of a PostgreSQL warehouse (Glue Python shell 3.9).

Each table is one transaction in the warehouse, and its state is the table itself: with a cursor, rows from the greatest cursor that the
table holds are read, those that it already holds at that value are dropped, and the rest is inserted, by key in place of the older rows.
So a run that was killed leaves nothing behind. The table's grants are made in the same transaction. Without a cursor all rows are
replaced. Limits that a cursor cannot overcome:
- a row that is committed late with a cursor below the greatest one is never seen: use a cursor that grows with the commits;
- a deleted row stays in the warehouse: copy the table without a cursor, or use change data capture;
- rows whose cursor is NULL are taken by the first run only, when the table is empty; each run reports how many there are.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secrets of \`source\` and \`target.connection\` (none with \`user\`: the login token is signed locally, needs
                                 rds-db:connect on the user)
"""

from __future__ import annotations

import time
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from datastack_jobs import (
    CONNECTION,
    Column,
    Config,
    SOURCE_TABLE,
    WAREHOUSE_TARGET,
    WarehouseTable,
    apply_grants,
    column_named,
    columns_of,
    columns_query,
    copy_between,
    copy_each_table,
    copy_in,
    copy_lines,
    cursor_expression,
    cursor_literal,
    extend_warehouse_table,
    identifiers,
    job_arguments,
    lock_table_name,
    newest_query,
    open_postgres,
    open_source,
    place,
    replace_rows,
    rows_query,
    run_job,
    say,
    say_copied,
    TEXT_TYPES,
    warehouse_columns,
    warehouse_expression,
    warehouse_type,
)

FIELDS = {"source": CONNECTION, "tables": [{**SOURCE_TABLE, "grants?": [str]}], "target": WAREHOUSE_TARGET}
STAGED = "datastack_staged"


class Copy(NamedTuple):
    """One table on its way."""

    source: Config
    table: Config
    columns: List[Column]
    reader: Any
    writer: Any
    target: WarehouseTable

    @property
    def key(self) -> List[str]:
        return self.table.get("key") or []

    @property
    def types(self) -> Dict[str, str]:
        return {column.name: warehouse_type(self.source["engine"], column) for column in self.columns}


def main(argv: List[str]) -> None:
    config, _ = job_arguments(argv, FIELDS)
    source, target = config["source"], config["target"]
    say(f"{len(config['tables'])} tables of {place(source)} to schema {target['schema']} of {place(target['connection'])}")

    def copy(table: Config) -> None:
        copy_table(source, table, target)

    copy_each_table(source, config["tables"], copy)


def copy_table(source: Config, table: Config, target: Config) -> None:
    started = time.monotonic()
    reading = open_source(source)
    try:
        writing = open_postgres(target["connection"])
        try:
            with reading.cursor() as reader, writing.cursor() as writer:
                columns = source_columns(reader, source, table)
                plan = Copy(source, table, columns, reader, writer, WarehouseTable(target["schema"], table["dataset"]))
                rows, size = copy_new_rows(plan) if table.get("cursor") else copy_all_rows(plan)
                apply_grants(writer, plan.target, table.get("grants", []))
            writing.commit()
        finally:
            writing.close()
    finally:
        reading.close()
    say_copied(table["dataset"], started, rows, size)


def source_columns(reader: Any, source: Config, table: Config) -> List[Column]:
    reader.execute(columns_query(source, table["table"]))
    return columns_of(reader.fetchall(), source, table)


def copy_rows(plan: Copy, where: str, into: Any) -> Tuple[int, int]:
    """Streams the source's rows into a table of the warehouse; returns rows and bytes."""
    engine = plan.source["engine"]
    expressions = {column.name: warehouse_expression(engine, column) for column in plan.columns}
    query = rows_query(plan.source, plan.table["table"], expressions, where)
    if engine == "postgresql":
        return copy_between(plan.reader, query, plan.writer, into, expressions)
    plan.reader.execute(query)
    return copy_in(plan.writer, into, expressions, copy_lines(iter(plan.reader.fetchone, None)))


def copy_all_rows(plan: Copy) -> Tuple[int, int]:
    return replace_rows(plan.writer, plan.target, plan.types, plan.key, lambda table: copy_rows(plan, "1 = 1", table.sql))


def copy_new_rows(plan: Copy) -> Tuple[int, int]:
    from psycopg2 import sql

    lock_table_name(plan.writer, plan.target)
    is_new = warehouse_columns(plan.writer, plan.target) is None
    before = extend_warehouse_table(plan.writer, plan.target, plan.types, plan.key)
    cursor = column_named(plan.columns, plan.table["cursor"])
    if is_new:
        plan.writer.execute(sql.SQL("create index on {} ({})").format(plan.target.sql, sql.Identifier(cursor.name)))
    is_empty, last = state_of_target(plan, cursor)
    report_nulls(plan, cursor, last, is_empty)
    stage = "create temporary table {staged} on commit drop as select {columns} from {table} with no data"
    plan.writer.execute(statement(plan, stage))
    _, size = copy_rows(plan, window(plan, cursor, last, is_empty), sql.Identifier(STAGED))
    if last is not None:
        drop_rows_that_target_has(plan, cursor, last, [name for name in before if name in plan.types])
    return insert_staged(plan, cursor), size


def statement(plan: Copy, text: str, **parts: Any) -> Any:
    from psycopg2 import sql

    return sql.SQL(text).format(staged=sql.Identifier(STAGED), table=plan.target.sql, columns=identifiers(plan.types), **parts)


def compared(plan: Copy, cursor: Column) -> Any:
    """The cursor as the target compares it: text by its bytes, like the source."""
    from psycopg2 import sql

    is_text = plan.types[cursor.name] == "text" or cursor.base in TEXT_TYPES
    return sql.SQL('{} collate "C"' if is_text else "{}").format(sql.Identifier(cursor.name))


def state_of_target(plan: Copy, cursor: Column) -> Tuple[bool, Optional[str]]:
    from psycopg2 import sql

    newest = "select {name}::text from {table} where {name} is not null order by {compared} desc limit 1"
    plan.writer.execute(statement(plan, newest, name=sql.Identifier(cursor.name), compared=compared(plan, cursor)))
    found = plan.writer.fetchone()
    plan.writer.execute(statement(plan, "select not exists (select 1 from {table})"))
    return plan.writer.fetchone()[0], found[0] if found else None


def report_nulls(plan: Copy, cursor: Column, last: Optional[str], is_empty: bool) -> None:
    plan.reader.execute(newest_query(plan.source, plan.table["table"], cursor, last))
    nulls = plan.reader.fetchall()[0][1]
    if nulls:
        taken = "taken, in this first run only" if is_empty else "not taken"
        say(f'{plan.table["dataset"]}: {nulls} rows without a cursor "{cursor.name}": {taken}')


def window(plan: Copy, cursor: Column, last: Optional[str], is_empty: bool) -> str:
    """One query of the source is one consistent view of it, so the window needs no upper bound."""
    engine = plan.source["engine"]
    expression = cursor_expression(engine, cursor)
    if last is not None:
        return f"{expression} >= {cursor_literal(engine, cursor, last)}"
    return "1 = 1" if is_empty else f"{expression} is not null"


def drop_rows_that_target_has(plan: Copy, cursor: Column, last: str, known: List[str]) -> None:
    """Removes the staged rows at the last cursor that the target has, with their multiplicity; rows that came late remain."""
    from psycopg2 import sql

    numbered = (
        "select {mark} row({known})::text as fingerprint, row_number() over (partition by row({known})::text) as number"
        " from {source} where {compared} = {last}::{type}"
    )
    parts = {"known": identifiers(known), "compared": compared(plan, cursor), "last": sql.Literal(last)}
    parts["type"] = sql.SQL(plan.types[cursor.name])
    staged = sql.SQL(numbered).format(mark=sql.SQL("ctid,"), source=sql.Identifier(STAGED), **parts)
    present = sql.SQL(numbered).format(mark=sql.SQL(""), source=plan.target.sql, **parts)
    text = (
        "delete from {staged} where ctid in"
        " (select new.ctid from ({new}) as new join ({old}) as old on new.fingerprint = old.fingerprint and new.number = old.number)"
    )
    plan.writer.execute(statement(plan, text, new=staged, old=present))


def insert_staged(plan: Copy, cursor: Column) -> int:
    """Inserts the staged rows; with a key, the newest of each key in place of the older row. Returns how many."""
    from psycopg2 import sql

    if not plan.key:
        plan.writer.execute(statement(plan, "insert into {table} ({columns}) select {columns} from {staged}"))
        return plan.writer.rowcount
    key = identifiers(plan.key)
    same = [sql.SQL("target.{name} = staged.{name}").format(name=sql.Identifier(name)) for name in plan.key]
    plan.writer.execute(
        statement(plan, "delete from {table} as target using {staged} as staged where {same}", same=sql.SQL(" and ").join(same))
    )
    newest = "insert into {table} ({columns}) select distinct on ({key}) {columns} from {staged} order by {key}, {compared} desc nulls last"
    plan.writer.execute(statement(plan, newest, key=key, compared=compared(plan, cursor)))
    return plan.writer.rowcount


if __name__ == "__main__":
    run_job(main)
`,
  ingest_files_to_lake: `"""Takes the new objects below an S3 prefix into a table of a lake zone, or copies them as they are (Glue 5.0, Spark).

The state lists the objects that were taken, by key and etag (about a hundred bytes each: split a prefix of millions of objects). What a
run is going to take is saved before it writes, so that a run that was killed is repeated into the same batch, and takes nothing twice.
An object that is replaced under its key counts as new; its older rows stay. Every column of a csv file is text; in a json file, nested
values become JSON text. Spark changes two things in a csv file without a word: bytes that are not UTF-8 become the replacement
character, and in a file whose lines end with CR LF, a line break within quotes becomes LF.

Calls at run time, by boto3:
  s3:ListBucket                  bucket of \`source\`, prefix <prefix>; bucket of \`state\`, prefix <state>/<dataset>.json
  s3:GetObject                   <source>/<prefix>*; <state>/<dataset>.json
  s3:PutObject                   <state>/<dataset>.json; <location>/<dataset>/* (format \`objects\` only)
  s3:AbortMultipartUpload        <location>/<dataset>/* (format \`objects\` only, after a failed copy of an object over 5 GB)
  glue:GetTable                  catalog, database of \`target\`, table <dataset> (Parquet only)
  glue:CreateTable               catalog, database of \`target\`, table <dataset> (Parquet only)
  glue:UpdateTable               catalog, database of \`target\`, table <dataset> (Parquet only)

Calls at run time, by Spark (none with format \`objects\`):
  s3:ListBucket                  bucket of \`source\`, prefix <prefix>; bucket of \`location\`, prefix <dataset>/ and its parent folders
  s3:GetObject                   <source>/<prefix>*; <location>/<dataset>/*
  s3:PutObject                   <location>/<dataset>/*, and the folder markers <location>/<dataset>_$folder$ that EMRFS writes
  s3:DeleteObject                <location>/<dataset>/*, <location>/<dataset>_$folder$
  s3:AbortMultipartUpload        <location>/<dataset>/* (only after a failed write)
  glue:GetDatabase               catalog, database of \`target\` (Iceberg only)
  glue:GetTable                  catalog, database of \`target\`, table <dataset> (Iceberg only)
  glue:CreateTable               catalog, database of \`target\`, table <dataset> (Iceberg only)
  glue:UpdateTable               catalog, database of \`target\`, table <dataset> (Iceberg only)
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

from datastack_jobs import (
    Config,
    JobError,
    LAKE_TARGET,
    LakeTable,
    S3Object,
    SOURCE_FILES,
    append_iceberg_batch,
    batch_id,
    catalog_table,
    catalog_types,
    client,
    csv_header,
    iceberg_batch_is_committed,
    iceberg_types,
    job_arguments,
    json_documents,
    json_starts_with_array,
    lake_columns,
    lake_table,
    load_state,
    open_object,
    run_job,
    save_state,
    say,
    say_copied,
    source_objects,
    spark_session,
    split_s3,
    today,
    write_parquet_batch,
)

FIELDS = {"source": SOURCE_FILES, "dataset": str, "target": LAKE_TARGET, "state": str}
PARALLEL_REQUESTS = 16
OBJECTS_PER_SAVE = 1000
LARGEST_SINGLE_COPY = 5 * 1024**3
COPY_PART = 512 * 1024**2


@dataclass(frozen=True)
class Intake:
    """One dataset on its way."""

    source: Config
    lake: LakeTable
    state_folder: str

    def load_state(self) -> Config:
        return {"version": 0, "objects": {}, **load_state(self.state_folder, self.lake.dataset)}

    def save_state(self, state: Config) -> Config:
        save_state(self.state_folder, self.lake.dataset, state)
        return state


def main(argv: List[str]) -> None:
    config, _ = job_arguments(argv, FIELDS)
    intake = Intake(config["source"], lake_table(config["target"], config["dataset"]), config["state"].rstrip("/"))
    state = intake.load_state()
    found = source_objects(config["source"])
    if config["source"]["format"] == "objects":
        copy_objects(intake, state, found)
        return
    spark = spark_session(config["target"])
    if "pending" in state:
        state = repeat_pending(intake, spark, state, found)
    new = new_objects(state, found)
    if new:
        pending = {"load_date": today(), "objects": {item.key: item.etag for item in new}}
        take(intake, spark, intake.save_state({**state, "pending": pending}), new)
    else:
        say_copied(f"{intake.lake.dataset}: no new objects", time.monotonic(), 0)


def new_objects(state: Config, found: List[S3Object]) -> List[S3Object]:
    return [item for item in found if state["objects"].get(item.key) != item.etag]


# --- Into a table ---


def repeat_pending(intake: Intake, spark: Any, state: Config, found: List[S3Object]) -> Config:
    """Ends the batch of a run that was killed: written again, unless its commit is in the table."""
    say(f"{intake.lake.dataset}: the last run did not end; its batch is repeated")
    pending = state["pending"]
    if intake.lake.format == "iceberg" and iceberg_batch_is_committed(spark, intake.lake, batch_of(intake, state)):
        return intake.save_state(taken(state, pending["objects"]))
    still_there = [item for item in found if pending["objects"].get(item.key) == item.etag]
    if len(still_there) < len(pending["objects"]):
        say(f"{intake.lake.dataset}: {len(pending['objects']) - len(still_there)} objects of that batch were removed or replaced meanwhile")
    return take(intake, spark, state, still_there) if still_there else state


def batch_of(intake: Intake, state: Config) -> str:
    return batch_id(intake.lake.dataset, state["version"])


def taken(state: Config, objects: Dict[str, str]) -> Config:
    return {"version": state["version"] + 1, "objects": {**state["objects"], **objects}}


def take(intake: Intake, spark: Any, state: Config, objects: List[S3Object]) -> Config:
    started = time.monotonic()
    try:
        frame = lake_columns(read_objects(intake, spark, objects))
        if intake.lake.format == "iceberg":
            rows = append_iceberg_batch(spark, frame, intake.lake, batch_of(intake, state))
        else:
            rows, _ = write_parquet_batch(frame, intake.lake, state["pending"]["load_date"], batch_of(intake, state))
    except JobError:
        raise
    except Exception:
        find_bad_row(intake.source["format"], objects)
        raise
    state = intake.save_state(taken(state, {item.key: item.etag for item in objects}))
    say_copied(f"{intake.lake.dataset}: {len(objects)} objects", started, rows, sum(item.size for item in objects))
    return state


def read_objects(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    return {"csv": read_csv, "json": read_json, "parquet": read_parquet}[intake.source["format"]](intake, spark, objects)


def reader(spark: Any) -> Any:
    # Keys are names, not patterns: without this option, Spark expands \`*\`, \`{\` and \`[\` in them.
    return spark.read.option("mode", "FAILFAST").option("__globPaths__", "false")


def read_parquet(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    return reader(spark).option("mergeSchema", "true").format("parquet").load([item.uri for item in objects])


def read_csv(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    """Files with the same header are read together; the others' columns are added."""
    from pyspark.sql.types import StringType, StructField, StructType

    frames = []
    for header, uris in grouped(objects, header_of).items():
        schema = StructType([StructField(name, StringType()) for name in header])
        # An empty field is NULL, a quoted empty field is the empty string: for Spark both are \`nullValue\` when that is empty.
        options = {"header": "true", "multiLine": "true", "quote": '"', "escape": '"', "nullValue": "\\u0001\\u0002", "emptyValue": ""}
        frames.append(lake_columns(reader(spark).schema(schema).options(**options).format("csv").load(uris)))
    return union(frames)


def header_of(item: S3Object) -> Tuple[str, ...]:
    with open_object(item) as stream:
        return tuple(csv_header(item, stream)[0])


def read_json(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    """Files of lines and files of one array are read apart, with the columns and types of all together."""
    groups = grouped(objects, json_starts_with_array)
    plain = {is_array: reader(spark).options(multiLine=is_array, allowNonNumericNumbers=False).format("json") for is_array in groups}
    schemas = [plain[is_array].option("dropFieldIfAllNull", True).load(uris).schema for is_array, uris in groups.items()]
    schema = json_schema(schemas, existing_types(intake, spark))
    return union([plain[is_array].schema(schema).load(uris) for is_array, uris in groups.items()])


def existing_types(intake: Intake, spark: Any) -> Dict[str, str]:
    if intake.lake.format == "iceberg":
        return iceberg_types(spark, intake.lake) or {}
    return catalog_types(catalog_table(intake.lake))


def json_schema(schemas: List[Any], existing: Dict[str, str]) -> Any:
    """One type a column: text where files differ and for nested values; a number is a double where the table or a file has one."""
    from pyspark.sql.types import DoubleType, StringType, StructField, StructType

    names = list(dict.fromkeys(name for schema in schemas for name in schema.names))
    fields = []
    for name in names:
        types = [schema[name].dataType for schema in schemas if name in schema.names]
        kinds = {type_.simpleString() for type_ in types}
        table_type = existing.get(name.lower())
        numeric = all(kind in ("bigint", "double") for kind in kinds)
        if numeric and (len(kinds) > 1 or table_type == "double"):
            chosen = DoubleType()
        elif len(kinds) > 1 or table_type == "string" or types[0].typeName() in ("struct", "array", "map"):
            chosen = StringType()
        else:
            chosen = types[0]
        fields.append(StructField(name, chosen))
    return StructType(fields)


def grouped(objects: List[S3Object], group_of: Any) -> Dict[Any, List[str]]:
    groups: Dict[Any, List[str]] = {}
    with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
        for item, group in zip(objects, pool.map(group_of, objects)):
            groups.setdefault(group, []).append(item.uri)
    return groups


def union(frames: List[Any]) -> Any:
    return functools.reduce(lambda first, second: first.unionByName(second, allowMissingColumns=True), frames)


def find_bad_row(format_: str, objects: List[S3Object]) -> None:
    """After a failure: reads the files again, one row at a time, to say which file and line it was."""
    for item in objects:
        if format_ == "json":
            for _ in json_documents(item):
                pass
        elif format_ == "csv":
            find_bad_csv_row(item)


def find_bad_csv_row(item: S3Object) -> None:
    with open_object(item) as stream:
        header, lines_before = csv_header(item, stream)
        rows = csv.reader(io.TextIOWrapper(stream, "utf-8", errors="replace", newline=""), strict=True)
        line = lines_before + 1
        try:
            for row in rows:
                if row and len(row) != len(header):
                    raise JobError(f"{item.uri} line {line}: {len(row)} fields, but the header has {len(header)}")
                line = lines_before + rows.line_num + 1
        except csv.Error as error:
            raise JobError(f"{item.uri} line {line}: {error}") from error


# --- As they are ---


def copy_objects(intake: Intake, state: Config, found: List[S3Object]) -> None:
    """Copies within S3, byte for byte; a repeated copy replaces itself."""
    started = time.monotonic()
    new = new_objects(state, found)
    objects = iter(new)
    with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
        while batch := list(itertools.islice(objects, OBJECTS_PER_SAVE)):
            list(pool.map(lambda item: copy_object(intake, item), batch))
            state = intake.save_state(taken(state, {item.key: item.etag for item in batch}))
    say_copied(f"{intake.lake.dataset}: {len(new)} objects", started, size=sum(item.size for item in new))


def copy_object(intake: Intake, item: S3Object) -> None:
    bucket, folder = split_s3(intake.lake.folder)
    key = f"{folder}/{item.key[len(intake.source['prefix']) :].lstrip('/')}"
    target = {"Bucket": bucket, "Key": key}
    source = {"CopySource": {"Bucket": item.bucket, "Key": item.key}, "CopySourceIfMatch": item.etag}
    if item.size <= LARGEST_SINGLE_COPY:
        # Tags are not copied: that would need a right to read and to write tags.
        client("s3").copy_object(**target, **source, TaggingDirective="REPLACE")
        return
    upload = {**target, "UploadId": client("s3").create_multipart_upload(**target)["UploadId"]}
    try:
        parts = []
        for number, start in enumerate(range(0, item.size, COPY_PART), 1):
            last_byte = min(start + COPY_PART, item.size) - 1
            answer = client("s3").upload_part_copy(**upload, **source, PartNumber=number, CopySourceRange=f"bytes={start}-{last_byte}")
            parts.append({"PartNumber": number, "ETag": answer["CopyPartResult"]["ETag"]})
        client("s3").complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    except Exception:
        client("s3").abort_multipart_upload(**upload)
        raise


if __name__ == "__main__":
    run_job(main)
`,
  ingest_files_to_warehouse: `"""Takes the new objects below an S3 prefix into a table of a PostgreSQL warehouse (Glue Python shell 3.9).

One transaction: the rows, the list of the objects that they came from, in \`<schema>.datastack_loaded_objects\`, and the grants on the
table. So a run that was killed leaves nothing behind, and takes nothing twice. An object that is replaced under its key counts as new;
its older rows stay. Columns of a csv file are text, and of a json file numeric, boolean, text or jsonb, unless the table has another type
for them.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of \`target.connection\` (none with \`user\`: the login token is signed locally, needs rds-db:connect
                                 on the user)
  s3:ListBucket                  bucket of \`source\`, prefix <prefix>
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
    found = re.search(r"line (\\d+)(, column [^:]+)?", error.diag.context or "")
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
    base = re.sub(r"\\(.*\\)", "", type_name)
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
`,
  load_warehouse: `"""Loads the Parquet files that Athena unloaded into the warehouse's copy of a lake table (Glue Python shell 3.9).

One transaction, the grants on the table included: readers see the old rows until the new ones are all there. Athena writes no file for an
empty result: then the table is emptied; when there is no table yet, its columns are unknown, and the job fails and says so, because what
reads the table would fail too.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of \`target.connection\` (none with \`user\`: the login token is signed locally, needs rds-db:connect
                                 on the user)
  s3:ListBucket                  bucket of \`files\`, prefix <files>/<run>/
  s3:GetObject                   <files>/<run>/*
"""

from __future__ import annotations

import tempfile
import time
from typing import Any, Dict, Iterator, List, Tuple

from datastack_jobs import (
    JobError,
    S3Object,
    WAREHOUSE_TARGET,
    WarehouseTable,
    apply_grants,
    arrow_types,
    copy_in,
    copy_lines,
    job_arguments,
    list_objects,
    lock_table_name,
    open_parquet,
    open_postgres,
    parquet_rows,
    place,
    replace_rows,
    run_job,
    say,
    say_copied,
    split_s3,
    warehouse_columns,
)


FIELDS = {"files": str, "target": WAREHOUSE_TARGET, "dataset": str, "grants?": [str]}


def main(argv: List[str]) -> None:
    config, run = job_arguments(argv, FIELDS)
    target = config["target"]
    table = WarehouseTable(target["schema"], config["dataset"])
    folder = f"{config['files'].rstrip('/')}/{run}/"
    files = [item for item in list_objects(*split_s3(folder)) if item.size > 0]
    say(f"{len(files)} files of {folder} to {table} of {place(target['connection'])}")
    started = time.monotonic()
    connection = open_postgres(target["connection"])
    try:
        with connection.cursor() as cursor, tempfile.TemporaryDirectory() as scratch:
            rows, size = load(cursor, table, files, scratch) if files else empty(cursor, table, folder)
            analyze(cursor, table)
            apply_grants(cursor, table, config.get("grants", []))
        connection.commit()
    finally:
        connection.close()
    say_copied(str(table), started, rows, size)


def load(cursor: Any, table: WarehouseTable, files: List[S3Object], scratch: str) -> Tuple[int, int]:
    types = arrow_types(open_parquet(files[0], scratch).schema_arrow)
    rows = (row for item in files for row in rows_of(item, types, scratch))
    return replace_rows(cursor, table, types, [], lambda into: copy_in(cursor, into.sql, types, copy_lines(rows)))


def rows_of(item: S3Object, types: Dict[str, str], scratch: str) -> Iterator[Tuple[Any, ...]]:
    file = open_parquet(item, scratch)
    if arrow_types(file.schema_arrow) != types:
        raise JobError(f"{item.uri} has other columns than the first file of its folder")
    return parquet_rows(file)


def empty(cursor: Any, table: WarehouseTable, folder: str) -> Tuple[int, int]:
    from psycopg2 import sql

    lock_table_name(cursor, table)
    if warehouse_columns(cursor, table) is None:
        raise JobError(
            f"there is no file in {folder} and no table {table} yet: its columns are known when the lake table has its first row"
        )
    say(f"{table}: the result is empty, so the table is emptied")
    cursor.execute(sql.SQL("delete from {}").format(table.sql))
    return 0, 0


def analyze(cursor: Any, table: WarehouseTable) -> None:
    from psycopg2 import sql

    cursor.execute(sql.SQL("analyze {}").format(table.sql))


if __name__ == "__main__":
    run_job(main)
`,
  run_warehouse_statements: `"""Runs the statements of one warehouse transform in one transaction, then its checks (Glue Python shell 3.9).

A check is a \`select\` of the rows that must not be there. Checks follow the commit: they tell about the table that readers see, and a
failed one stops what depends on it, not the table itself.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of \`connection\` (none with \`user\`: the login token is signed locally, needs rds-db:connect on the
                                 user)
  s3:GetObject                   <program>
"""

from __future__ import annotations

import json
import time
from typing import Any, List, Optional

from datastack_jobs import (
    CONNECTION,
    Config,
    JobError,
    checked,
    failure_reason,
    job_arguments,
    open_postgres,
    place,
    read_object,
    run_job,
    say,
    say_copied,
)

FIELDS = {"connection": CONNECTION, "program": str}
PROGRAM_FIELDS = {"statements": [str], "checks": [{"name": str, "sql": str}]}
SAMPLE_ROWS = 5


def main(argv: List[str]) -> None:
    config, _ = job_arguments(argv, FIELDS)
    program = read_program(config["program"])
    connection = open_postgres(config["connection"])
    try:
        say(f"{len(program['statements'])} statements and {len(program['checks'])} checks on {place(config['connection'])}")
        with connection.cursor() as cursor:
            run_statements(connection, cursor, program["statements"])
            connection.commit()
            failed = [failure for failure in (run_check(connection, cursor, check) for check in program["checks"]) if failure]
    finally:
        connection.close()
    if failed:
        raise JobError(f"{len(failed)} of {len(program['checks'])} checks failed: {'; '.join(failed)}")


def read_program(uri: str) -> Config:
    try:
        program = json.loads(read_object(uri))
    except ValueError as error:
        raise JobError(f"{uri} is not JSON: {error}") from error
    return checked(program, PROGRAM_FIELDS, uri)


def run_statements(connection: Any, cursor: Any, statements: List[str]) -> None:
    import psycopg2
    from psycopg2.extensions import TRANSACTION_STATUS_INTRANS

    for number, statement in enumerate(statements, 1):
        started = time.monotonic()
        what = f"statement {number} of {len(statements)}"
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            say_notices(connection)
            raise JobError(f"{what} failed, nothing was changed: {failure_reason(error)}{position(statement, error)}") from error
        say_notices(connection)
        if connection.info.transaction_status != TRANSACTION_STATUS_INTRANS:
            raise JobError(f"{what} ended the transaction that all statements share: take \`commit\` and \`rollback\` out of it")
        say_copied(what, started, cursor.rowcount if cursor.rowcount >= 0 else None)


def position(statement: str, error: Any) -> str:
    offset = error.diag.statement_position
    return f" (line {statement[: int(offset)].count(chr(10)) + 1})" if offset else ""


def say_notices(connection: Any) -> None:
    for notice in connection.notices:
        say(notice.strip())
    del connection.notices[:]


def run_check(connection: Any, cursor: Any, check: Config) -> Optional[str]:
    """What is wrong, or None. A check cannot change anything: its transaction is read only and rolled back."""
    import psycopg2

    started = time.monotonic()
    # The line break ends a comment in the last line.
    offending = "from (" + check["sql"].strip().rstrip(";") + "\\n) as offending"
    try:
        cursor.execute("set transaction read only")
        cursor.execute(f"select count(*) {offending}")
        count = cursor.fetchone()[0]
        if count:
            cursor.execute(f"select * {offending} limit {SAMPLE_ROWS}")
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                say(f"check {check['name']}: " + ", ".join(f"{name}={value!r}" for name, value in zip(names, row)))
    except psycopg2.Error as error:
        return f"{check['name']}: {failure_reason(error)}"
    finally:
        connection.rollback()
    say_copied(f"check {check['name']}", started, count)
    return f"{check['name']}: {count} rows" if count else None


if __name__ == "__main__":
    run_job(main)
`,
};
