"""What the job scripts share: arguments, failures, secrets, connections, S3 state, source dialects, lake tables, warehouse tables.

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
    """The value, when it is what `fields` says: an object of named fields, a list, a type, or one of some texts.

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


# The parts of configurations that scripts have in common (README.md). A name with `?` may be left out.
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
    packed = stream.peek(2)[:2] == b"\x1f\x8b"
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
        options["options"] = "-c role=" + re.sub(r"([\\ ])", r"\\\1", connection["role"])
    return options


# --- Sources: names, types and windows in the two dialects ---------------------------------------------------------------------------


class Column(NamedTuple):
    name: str
    type: str
    """As the source writes it: `numeric(10,2)`, `int unsigned`."""
    builtin: bool
    """False for enumerations, composites and types of extensions, which a target does not have."""
    array: bool

    @property
    def base(self) -> str:
        return re.sub(r"\([^)]*\)", "", self.type).split(" unsigned")[0].strip().lower()

    @property
    def sizes(self) -> List[int]:
        found = re.search(r"\(([-\d, ]+)\)", self.type)
        return [int(size) for size in found.group(1).split(",")] if found else []


def quote_identifier(engine: str, name: str) -> str:
    mark = "`" if engine == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def quote_literal(engine: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f" E'{escaped}'" if engine == "postgresql" and "\\" in value else f"'{escaped}'"


def split_table(source: Config, table: str) -> Tuple[str, str]:
    """Schema and table: what stands before the first dot is the schema; without a dot, `public` or the database of MySQL."""
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
    """Reads the answer of `columns_query`, and checks that the table, its key and its cursor exist."""
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
        if not re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", value):
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
    """The objects below the prefix. Folder markers and, for a table, names that begin with `_` or `.` are no data (Spark's rule)."""
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
    names = [name.strip() for name in next(csv.reader(io.StringIO(text.rstrip("\r\n"), newline="")), [])]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if not names or not all(names) or repeated:
        problem = f'the column "{repeated[0]}" is there twice' if repeated and repeated[0] else "a column has no name"
        raise JobError(f"{item.uri} line 1: {problem}")
    return names, max(1, record.count(b"\n"))


def json_starts_with_array(item: S3Object) -> bool:
    with open_object(item) as stream:
        return starts_with_array(stream)


def starts_with_array(stream: Any) -> bool:
    return stream.peek(64).replace(b"\xef\xbb\xbf", b"", 1).lstrip().startswith(b"[")


class BadRow(Exception):
    """What is wrong in which line of a file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")


def json_documents(item: S3Object) -> Iterator[Tuple[int, str]]:
    """The line and the text of every object of a file of JSON lines, or of one array; one object is in memory at a time."""
    with open_object(item) as stream:
        documents = array_documents if starts_with_array(stream) else line_documents
        try:
            for line, document in documents(io.TextIOWrapper(stream, "utf-8-sig", newline="\n")):
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


BLANKS = re.compile(r"[ \t\r\n]*")
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
        self.line += self.text.count("\n", self.position, end)
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
    return "`" + name.replace("`", "``") + "`"


def spark_session(target: Config) -> Any:
    """The session with everything that the job needs, so that a Glue job only passes `--datalake-formats iceberg`.

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
    narrow, wide = (re.fullmatch(r"decimal\((\d+),(\d+)\)", name) for name in (new, existing))
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
            f'the column "{PARTITION_COLUMN}" is the partition column of lake tables: name the source\'s column otherwise in a view'
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
        "storage.location.template": f"{location}/{PARTITION_COLUMN}=${{{PARTITION_COLUMN}}}",
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
        location = table.folder.replace("'", "\\'")
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


COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def copy_field(value: Any) -> str:
    """One value in the text format of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(COPY_ESCAPES)
    if isinstance(value, (bytes, bytearray)):
        return "\\\\x" + value.hex()
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
        block = "".join("\t".join(map(copy_field, row)) + "\n" for row in itertools.islice(rows, 1000))
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
