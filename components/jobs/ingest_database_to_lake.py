"""Copies tables of a PostgreSQL or MySQL source into Parquet or Iceberg tables of a lake zone (Glue 5.0, Spark).

A table with a cursor is read in windows (last, newest]; `newest` is fixed and saved before the first row is read, so a run that was
killed is repeated over the same window. Rows that carry the last window's greatest cursor but came after it was read ("ties") are found
by comparing the source's rows at that value with those in the lake. Limits that a cursor cannot overcome:
- a row that is committed late with a cursor below the last one is never seen: use a cursor that grows with the commits;
- a deleted row stays in the lake: copy the table without a cursor and a key, or use change data capture;
- rows whose cursor is NULL are taken by the first run only; each run reports how many there are.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of `source` (none with `user`: the login token is signed locally, needs rds-db:connect on the user)
  s3:ListBucket                  bucket of `state`, prefix <state>/<dataset>.json; bucket of `location`, prefix <dataset>/ (Parquet only)
  s3:GetObject                   <state>/<dataset>.json
  s3:PutObject                   <state>/<dataset>.json
  s3:DeleteObject                <location>/<dataset>/snapshot=* (Parquet without a cursor: the snapshots before the current one)
  glue:GetTable                  catalog, database of `target`, table <dataset> (Parquet only)
  glue:CreateTable               catalog, database of `target`, table <dataset> (Parquet only)
  glue:UpdateTable               catalog, database of `target`, table <dataset> (Parquet only)

Calls at run time, by Spark:
  s3:ListBucket                  bucket of `location`, prefix <dataset>/ and the names of its parent folders
  s3:GetObject                   <location>/<dataset>/*
  s3:PutObject                   <location>/<dataset>/*, and the folder markers <location>/<dataset>_$folder$ that EMRFS writes
  s3:DeleteObject                <location>/<dataset>/*, <location>/<dataset>_$folder$
  s3:AbortMultipartUpload        <location>/<dataset>/* (only after a failed write)
  glue:GetDatabase               catalog, database of `target` (Iceberg only)
  glue:GetTable                  catalog, database of `target`, table <dataset> (Iceberg only)
  glue:CreateTable               catalog, database of `target`, table <dataset> (Iceberg only)
  glue:UpdateTable               catalog, database of `target`, table <dataset> (Iceberg only)
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
    """Rows that are not in `taken`, with their multiplicity: of two equal rows of which one is taken, one remains."""
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
    # A checkpoint, because `merge into` reads its source twice, and the source's rows change in between.
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
