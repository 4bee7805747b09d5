"""Loads the Parquet files that Athena unloaded into the warehouse's copy of a lake table (Glue Python shell 3.9).

One transaction, the grants on the table included: readers see the old rows until the new ones are all there. Athena writes no file for an
empty result: then the table is emptied; when there is no table yet, its columns are unknown, and the job fails and says so, because what
reads the table would fail too.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of `target.connection` (none with `user`: the login token is signed locally, needs rds-db:connect
                                 on the user)
  s3:ListBucket                  bucket of `files`, prefix <files>/<run>/
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
