"""Both database jobs with a MySQL source (MariaDB's server, as Debian has it). Skipped loudly without one."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from conftest import copied

TO_LAKE, TO_WAREHOUSE = "ingest_database_to_lake.py", "ingest_database_to_warehouse.py"


@pytest.fixture
def mysql(mariadb_port: int) -> int:
    return mariadb_port


def run_sql(world: Any, port: int, *statements: str) -> None:
    import pymysql

    connection = pymysql.connect(host="127.0.0.1", port=port, user="admin", password="admin-password", charset="utf8mb4", autocommit=True)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"create database if not exists {world.name}_shop character set utf8mb4")
        cursor.execute(f"use {world.name}_shop")
        cursor.execute("set time_zone = '+00:00'")
        for statement in statements:
            cursor.execute(statement)


def source(world: Any, port: int) -> Any:
    return {"engine": "mysql", "host": "127.0.0.1", "port": port, "database": f"{world.name}_shop", "secret": "test/admin"}


def warehouse_config(world: Any, port: int, table: Any) -> Any:
    target = {"connection": world.connection("warehouse"), "schema": "raw"}
    return {"source": source(world, port), "tables": [table], "target": target}


def lake_config(world: Any, port: int, table: Any) -> Any:
    return {"source": source(world, port), "tables": [table], "target": world.lake(), "state": world.state}


TRICKY = [
    """create table tricky (id bigint unsigned primary key, t varchar(200), ti tinyint(1), n decimal(20,5), d double, f float, dt datetime(6), ts timestamp(6) null,
       da date, tm time(3), b varbinary(20), j json, e enum('a','it''s'), y year, bi bit(3), m mediumint unsigned)""",
    r"""insert into tricky values
       (18446744073709551615, 'tab\t nl\n cr\r back\\slash "q" ''s'' 🚀', 2, 1.10000, 0.1, 0.5, '2024-02-29 23:59:59.123456', '2024-03-31 00:30:00.000001',
        '2024-02-29', '-25:00:00.5', x'00ff5c0a', '{"k": [1, null]}', 'it''s', 2024, b'101', 16777215)""",
    "insert into tricky (id, t) values (2, '')",
]


def test_mysql_values_arrive_in_the_warehouse(world, mysql, databases):
    run_sql(world, mysql, *TRICKY)
    result = world.shell(TO_WAREHOUSE, warehouse_config(world, mysql, {"table": "tricky", "dataset": "tricky"}))
    assert (result.code, result.err) == (0, "")
    rows = world.sql(
        "warehouse",
        "select id, t, ti, n::text, d, f, dt, ts at time zone 'UTC', da, tm, encode(b, 'hex'), j::jsonb->'k', e, y, bi, m from raw.tricky order by id desc",
    )
    assert rows[0] == (
        Decimal(18446744073709551615),
        "tab\t nl\n cr\r back\\slash \"q\" 's' 🚀",
        2,
        "1.10000",
        0.1,
        0.5,
        datetime.datetime(2024, 2, 29, 23, 59, 59, 123456),
        datetime.datetime(2024, 3, 31, 0, 30, 0, 1),
        datetime.date(2024, 2, 29),
        "-25:00:00.500",
        "00ff5c0a",
        [1, None],
        "it's",
        2024,
        5,
        16777215,
    )
    assert rows[1] == (2, "", *[None] * 14)


def test_mysql_values_arrive_in_the_lake(world, mysql, databases, spark):
    run_sql(world, mysql, *TRICKY)
    result = world.spark_job(
        TO_LAKE, lake_config(world, mysql, {"table": f"{world.name}_shop.tricky", "dataset": "tricky", "cursor": "id"})
    )
    assert (result.code, result.err) == (0, "")
    frame = spark.read.parquet(f"s3://{world.name}-lake/tricky/load_date=*/*")
    second, first = sorted(tuple(row) for row in frame.collect())
    assert first[:5] == (Decimal(18446744073709551615), "tab\t nl\n cr\r back\\slash \"q\" 's' 🚀", 2, Decimal("1.10000"), 0.1)
    assert first[6:] == (
        datetime.datetime(2024, 2, 29, 23, 59, 59, 123456),
        datetime.datetime(2024, 3, 31, 0, 30, 0, 1),
        datetime.date(2024, 2, 29),
        "-25:00:00.500",
        bytearray(b"\x00\xff\x5c\x0a"),
        '{"k": [1, null]}',
        "it's",
        2024,
        5,
        16777215,
    )
    assert second == (2, "", *[None] * 14)


@pytest.mark.parametrize(
    "cursor, first, tie, later",
    [
        ("n", "5", "5", "6"),
        ("at", "'2024-01-01 00:00:00.000001'", "'2024-01-01 00:00:00.000001'", "now(6)"),
        ("mark", "'it''s\\\\'", "'it''s\\\\'", "'j'"),
    ],
)
def test_mysql_windows(world, mysql, databases, spark, cursor, first, tie, later):
    run_sql(world, mysql, "create table items (id int primary key, n bigint, at datetime(6), mark varchar(20))")
    table = {"table": "items", "dataset": "items", "cursor": cursor}
    for step, (value, count) in enumerate([(first, 1), (tie, 1), (later, 1)]):
        run_sql(world, mysql, f"insert into items (id, {cursor}) values ({step}, {value})")
        to_warehouse = world.shell(TO_WAREHOUSE, warehouse_config(world, mysql, table))
        to_lake = world.spark_job(TO_LAKE, lake_config(world, mysql, table))
        assert (to_warehouse.err, to_lake.err) == ("", "")
        assert f"items: {count} rows" in to_warehouse.out and f"items: {count} rows" in to_lake.out
    assert "items: 0 rows" in world.shell(TO_WAREHOUSE, warehouse_config(world, mysql, table)).out
    assert world.sql("warehouse", "select count(*) from raw.items") == [(3,)]


def test_mysql_names_are_never_sql(world, mysql, databases, spark):
    run_sql(
        world,
        mysql,
        "create table `x``; drop table t; --` (`c'%s\\\\ \"é` varchar(5), `K;` int)",
        "insert into `x``; drop table t; --` values ('v', 1)",
    )
    for cursor in (None, "K;"):
        table = copied("x`; drop table t; --", f"names_{cursor is None}".lower(), ["K;"], cursor)
        result = world.shell(TO_WAREHOUSE, warehouse_config(world, mysql, table))
        assert (result.code, result.err) == (0, "")
        assert world.sql("warehouse", f"select * from raw.{table['dataset']}") == [("v", 1)]
        assert world.spark_job(TO_LAKE, lake_config(world, mysql, table)).err == ""


def test_mysql_failures_name_the_cause_without_the_password(world, mysql, databases, spark):
    run_sql(world, mysql, "create table items (id int)")
    world.client("secretsmanager").create_secret(
        Name=f"{world.name}/wrong", SecretString='{"username": "admin", "password": "canary-secret"}'
    )
    table = {"table": "items", "dataset": "items"}
    for script, run, config in ((TO_WAREHOUSE, world.shell, warehouse_config), (TO_LAKE, world.spark_job, lake_config)):
        given = config(world, mysql, table)
        given["source"]["secret"] = f"{world.name}/wrong"
        result = run(script, given)
        assert result.code == 1 and "Access denied for user 'admin'" in result.err and "check the user name and the password" in result.err
        assert "canary-secret" not in result.out + result.err
        missing = run(script, config(world, mysql, {"table": "absent", "dataset": "absent"}))
        assert "there is no such table, or the login of this job may not see it" in missing.err
