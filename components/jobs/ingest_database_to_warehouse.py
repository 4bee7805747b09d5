"""Copies tables of a PostgreSQL or MySQL source into tables of a PostgreSQL warehouse (Glue Python shell 3.9).

Each table is one transaction in the warehouse, and its state is the table itself: with a cursor, rows from the greatest cursor that the
table holds are read, those that it already holds at that value are dropped, and the rest is inserted, by key in place of the older rows.
So a run that was killed leaves nothing behind. The table's grants are made in the same transaction. Without a cursor all rows are
replaced. Limits that a cursor cannot overcome:
- a row that is committed late with a cursor below the greatest one is never seen: use a cursor that grows with the commits;
- a deleted row stays in the warehouse: copy the table without a cursor, or use change data capture;
- rows whose cursor is NULL are taken by the first run only, when the table is empty; each run reports how many there are.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secrets of `source` and `target.connection` (none with `user`: the login token is signed locally, needs
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
