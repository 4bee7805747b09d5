"""ingest_database_to_lake.py on real Spark and Iceberg, against a real PostgreSQL and moto's S3 and Glue."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, List

import pytest
from conftest import copied

pytestmark = pytest.mark.usefixtures("databases", "spark")
SCRIPT = "ingest_database_to_lake.py"
ORDERS = {"table": "public.orders", "dataset": "orders", "key": ["order_id"], "cursor": "updated_at"}
SECOND_RUN = "run0000000000002"


def config(world: Any, *tables: Any, format_: str = "parquet", **source: Any) -> Any:
    return {"source": world.connection("source", **source), "tables": list(tables), "target": world.lake(format_), "state": world.state}


def make_orders(world: Any, rows: int = 3) -> None:
    world.sql("source", "create table orders (order_id bigint primary key, note text, updated_at timestamptz)")
    world.sql(
        "source", "insert into orders select i, 'n' || i, timestamptz '2024-01-01' + i * interval '1 s' from generate_series(1, %s) i", rows
    )


def lake_rows(world: Any, spark: Any, dataset: str, format_: str, columns: str = "*") -> List[Any]:
    """What a reader of the catalog sees: Parquet below the table's location, by its partition template."""
    if format_ == "iceberg":
        frame = spark.table(f"glue_catalog.{world.database}.{dataset}")
    else:
        table = world.table(dataset)
        folder = table["StorageDescriptor"]["Location"]
        days = "/load_date=*/*" if table["PartitionKeys"] else ""
        frame = spark.read.option("mergeSchema", "true").parquet(folder + days)
    return sorted(tuple(row) for row in frame.selectExpr(*columns.split(";")).collect())


@pytest.mark.parametrize("format_, key", [("parquet", ["order_id"]), ("iceberg", ["order_id"]), ("iceberg", [])])
def test_second_run_takes_only_new_rows_and_late_ties(world, spark, format_, key):
    make_orders(world)
    table = {**ORDERS, "key": key}
    first = world.spark_job(SCRIPT, config(world, table, format_=format_))
    assert (first.code, first.err) == (0, "")
    assert "orders: 3 rows" in first.out
    assert "orders: 0 rows" in world.spark_job(SCRIPT, config(world, table, format_=format_)).out
    world.sql("source", "insert into orders select 4, 'tie', max(updated_at) from orders")
    assert "orders: 1 rows" in world.spark_job(SCRIPT, config(world, table, format_=format_)).out
    assert "orders: 0 rows" in world.spark_job(SCRIPT, config(world, table, format_=format_)).out
    world.sql(
        "source",
        "insert into orders select i, 'tie2', max(updated_at) + (i - 5) * interval '1 h' from orders, generate_series(5, 6) i group by i",
    )
    assert "orders: 2 rows" in world.spark_job(SCRIPT, config(world, table, format_=format_)).out
    assert lake_rows(world, spark, "orders", format_, "order_id") == [(1,), (2,), (3,), (4,), (5,), (6,)]


def test_parquet_batches_keep_every_version_and_the_catalog_projects_the_days(world, spark):
    make_orders(world)
    world.spark_job(SCRIPT, config(world, ORDERS))
    world.sql("source", "update orders set note = 'changed', updated_at = '2025-01-01' where order_id = 1")
    world.spark_job(SCRIPT, config(world, ORDERS))
    assert lake_rows(world, spark, "orders", "parquet", "order_id;note") == [(1, "changed"), (1, "n1"), (2, "n2"), (3, "n3")]
    table = world.table("orders")
    assert table["PartitionKeys"] == [{"Name": "load_date", "Type": "date"}]
    assert [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]] == [
        ("order_id", "bigint"),
        ("note", "string"),
        ("updated_at", "timestamp"),
    ]
    location = f"s3://{world.name}-lake/orders"
    assert table["StorageDescriptor"]["Location"] == location
    parameters = table["Parameters"]
    assert parameters["projection.enabled"] == "true"
    assert parameters["projection.load_date.type"] == "date"
    assert parameters["projection.load_date.format"] == "yyyy-MM-dd"
    assert parameters["projection.load_date.range"] == "2020-01-01,NOW"
    assert parameters["storage.location.template"] == location + "/load_date=${load_date}"
    today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    assert all(key.startswith(f"orders/load_date={today}/batch-") for key in world.keys("lake"))


@pytest.mark.parametrize("format_, key", [("parquet", []), ("iceberg", ["order_id"]), ("iceberg", [])])
def test_a_run_that_died_between_write_and_state_doubles_nothing(world, spark, format_, key, monkeypatch):
    import ingest_database_to_lake

    make_orders(world)
    table = {**ORDERS, "key": key}
    world.spark_job(SCRIPT, config(world, table, format_=format_))
    world.sql("source", "insert into orders values (4, 'n4', '2024-05-01')")
    save = ingest_database_to_lake.save_state

    def die_at_the_end(folder: str, dataset: str, state: Any) -> None:
        if "pending" not in state:
            raise KeyboardInterrupt
        save(folder, dataset, {**state, "pending": {**state["pending"], "load_date": "2024-06-01"}})

    with monkeypatch.context() as patch:
        patch.setattr(ingest_database_to_lake, "save_state", die_at_the_end)
        patch.setattr(ingest_database_to_lake, "today", lambda: "2024-06-01")
        with pytest.raises(KeyboardInterrupt):
            world.spark_job(SCRIPT, config(world, table, format_=format_))
    assert world.state_of("orders")["pending"]["load_date"] == "2024-06-01"
    world.sql("source", "insert into orders values (5, 'n5', '2024-07-01')")
    result = world.spark_job(SCRIPT, config(world, table, format_=format_))
    assert (result.code, result.err) == (0, "")
    assert "the last run did not end; its window is repeated" in result.out
    assert lake_rows(world, spark, "orders", format_, "order_id") == [(1,), (2,), (3,), (4,), (5,)]
    assert "pending" not in world.state_of("orders")
    assert "orders: 0 rows" in world.spark_job(SCRIPT, config(world, table, format_=format_)).out


def test_iceberg_merge_keeps_the_newest_version_of_a_key(world, spark):
    world.sql("source", "create table items (id int, note text, version int)")
    world.sql("source", "insert into items values (1, 'old', 1), (1, 'new', 3), (1, 'mid', 2), (2, 'x', 1)")
    table = {"table": "items", "dataset": "items", "key": ["id"], "cursor": "version"}
    assert "items: 2 rows" in world.spark_job(SCRIPT, config(world, table, format_="iceberg")).out
    world.sql(
        "source", "insert into items values (2, 'y', 4); alter table items add column extra text; insert into items values (3, 'z', 5, 'e')"
    )
    assert "items: 2 rows" in world.spark_job(SCRIPT, config(world, table, format_="iceberg")).out
    rows = lake_rows(world, spark, "items", "iceberg", "id;note;version;coalesce(extra, '-')")
    assert rows == [(1, "new", 3, "-"), (2, "y", 4, "-"), (3, "z", 5, "e")]
    world.sql("source", "alter table items drop column note; insert into items values (1, 6, 'f')")
    assert world.spark_job(SCRIPT, config(world, table, format_="iceberg")).code == 0
    assert (1, "new", 6, "f") in lake_rows(world, spark, "items", "iceberg", "id;note;version;extra")
    world.sql("source", "insert into items values (null, 7, 'g')")
    result = world.spark_job(SCRIPT, config(world, table, format_="iceberg"))
    assert result.code == 1 and 'there are rows whose key "id" is NULL' in result.err


def test_full_parquet_copies_switch_at_once_and_the_last_but_one_goes(world, spark):
    make_orders(world)
    table = {"table": "orders", "dataset": "orders"}
    for number in range(1, 4):
        world.sql("source", "delete from orders where order_id = %s", number)
        assert world.spark_job(SCRIPT, config(world, table), run=f"run000000000000{number}").code == 0
        assert world.table("orders")["StorageDescriptor"]["Location"] == f"s3://{world.name}-lake/orders/snapshot=run000000000000{number}"
        assert len(lake_rows(world, spark, "orders", "parquet")) == 3 - number
    snapshots = {key.split("/")[1] for key in world.keys("lake", "orders/")}
    assert snapshots == {"snapshot=run0000000000002", "snapshot=run0000000000003"}
    world.sql("source", "insert into orders values (9, 'again', now())")
    assert world.spark_job(SCRIPT, config(world, table), run="run0000000000003").code == 0
    assert lake_rows(world, spark, "orders", "parquet", "order_id") == [(9,)]
    assert world.table("orders")["PartitionKeys"] == []


def test_full_iceberg_copies_replace_all_rows(world, spark):
    make_orders(world)
    table = {"table": "orders", "dataset": "orders"}
    world.spark_job(SCRIPT, config(world, table, format_="iceberg"))
    world.sql("source", "delete from orders where order_id < 3; alter table orders add column extra int default 5")
    assert "orders: 1 rows" in world.spark_job(SCRIPT, config(world, table, format_="iceberg")).out
    assert lake_rows(world, spark, "orders", "iceberg", "order_id;extra") == [(3, 5)]
    assert world.table("orders")["Parameters"]["table_type"].lower() == "iceberg"
    assert world.table("orders")["StorageDescriptor"]["Location"] == f"s3://{world.name}-lake/orders"


TRICKY = """
create type mood as enum ('sad', 'ok');
create table tricky (
  id int, t text, n numeric, n2 numeric(20,5), wide numeric(50,2), d double precision, ts timestamp, tz timestamptz, da date, ti time,
  b bytea, j jsonb, ia int[], ta text[][], u uuid, m mood, bo boolean, c char(5), si smallint, re real);
insert into tricky values
 (1, E'tab\\t newline\\n cr\\r "quote" \\\\ \U0001f680', 12345678901234567890.123456789, 1.1, 123456789012345678901234567890123456789012345678.12, 0.1,
  '2024-02-29 23:59:59.123456', '2024-03-31 02:30:00.000001+02', '2024-02-29', '24:00', '\\x00ff5c0a', '{"k": [1, null]}', '{1,NULL,3}', '{{a,"b,c"},{NULL,""}}',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'ok', true, 'ab', 7, 0.5),
 (2, '', null, null, null, null, null, null, null, null, '', 'null', '{}', null, null, null, false, '', null, null);
"""


@pytest.mark.parametrize("format_", ["parquet", "iceberg"])
def test_tricky_values_arrive_as_they_are(world, spark, format_):
    world.sql("source", TRICKY)
    result = world.spark_job(SCRIPT, config(world, {"table": "tricky", "dataset": "tricky", "cursor": "id"}, format_=format_))
    assert (result.code, result.err) == (0, "")
    first, second = lake_rows(world, spark, "tricky", format_)
    expected = {
        "id": 1,
        "t": 'tab\t newline\n cr\r "quote" \\ \U0001f680',
        "n": Decimal("12345678901234567890.123456789"),
        "n2": Decimal("1.10000"),
        "wide": "123456789012345678901234567890123456789012345678.12",
        "d": 0.1,
        "ts": datetime.datetime(2024, 2, 29, 23, 59, 59, 123456),
        "tz": datetime.datetime(2024, 3, 31, 0, 30, 0, 1),
        "da": datetime.date(2024, 2, 29),
        "ti": "24:00:00",
        "b": bytearray(b"\x00\xff\x5c\x0a"),
        "j": '{"k": [1, null]}',
        "ia": "[1,null,3]",
        "ta": '[["a","b,c"],[null,""]]',
        "u": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "m": "ok",
        "bo": True,
        "c": "ab",
        "si": 7,
        "re": 0.5,
    }
    assert dict(zip(expected, first)) == expected
    # With load_date after the columns when the reader of the test discovers the partition.
    assert second[:20] == (2, "", *[None] * 8, bytearray(b""), "null", "[]", None, None, None, False, "", None, None)


@pytest.mark.parametrize("format_", ["parquet", "iceberg"])
def test_an_added_column_is_added_and_a_changed_type_is_refused(world, spark, format_):
    make_orders(world)
    world.spark_job(SCRIPT, config(world, ORDERS, format_=format_))
    world.sql("source", "alter table orders add column extra int default 7; insert into orders values (4, 'n4', '2025-01-01', 8)")
    result = world.spark_job(SCRIPT, config(world, ORDERS, format_=format_))
    assert (result.code, result.err) == (0, "")
    assert lake_rows(world, spark, "orders", format_, "order_id;coalesce(extra, -1)") == [(1, -1), (2, -1), (3, -1), (4, 8)]
    assert [column["Name"] for column in world.table("orders")["StorageDescriptor"]["Columns"]] == [
        "order_id",
        "note",
        "updated_at",
        "extra",
    ]
    keys = world.keys("lake")
    world.sql("source", "alter table orders alter column note type int using 1; insert into orders values (5, 5, '2025-02-01', 8)")
    result = world.spark_job(SCRIPT, config(world, ORDERS, format_=format_))
    assert result.code == 1
    # The integer fits no text column: neither silently nor by a cast.
    assert f'the column "note" of the lake table {world.database}.orders is string, and is now int at the source' in result.err
    assert [key for key in world.keys("lake") if key.endswith(".parquet")] == [key for key in keys if key.endswith(".parquet")]


@pytest.mark.parametrize("format_", ["parquet", "iceberg"])
def test_names_are_never_sql(world, spark, format_):
    evil, column = 'x"; drop table t; --', "c'%s\\ \"é;`"
    world.sql("source", 'create table "x""; drop table t; --" ("c\'%s\\ ""é;`" text, "K;" int)')
    world.sql("source", 'insert into "x""; drop table t; --" values (\'v\', 1)')
    for cursor in (None, "K;"):
        table = copied(f"public.{evil}", f"names_{cursor is None}".lower(), ["K;"], cursor)
        for _ in range(2):
            result = world.spark_job(SCRIPT, config(world, table, format_=format_))
            assert result.err == ""
        assert [column["Name"] for column in world.table(table["dataset"])["StorageDescriptor"]["Columns"]] == [column, "k;"]
    world.sql("source", 'create table folded ("Id" int, id int)')
    result = world.spark_job(SCRIPT, config(world, {"table": "folded", "dataset": "folded"}, format_=format_))
    assert 'the columns "Id" and "id" have one name in the catalog, "id"' in result.err


def test_null_cursors_are_reported_and_taken_by_the_first_run_only(world, spark):
    world.sql("source", "create table notes (id int, changed date); insert into notes values (1, null)")
    table = {"table": "notes", "dataset": "notes", "cursor": "changed"}
    assert '1 rows without a cursor "changed": taken' in world.spark_job(SCRIPT, config(world, table)).out
    world.sql("source", "insert into notes values (2, null), (3, '2024-01-01')")
    assert '2 rows without a cursor "changed": not taken' in world.spark_job(SCRIPT, config(world, table)).out
    assert lake_rows(world, spark, "notes", "parquet", "id") == [(1,), (3,)]


@pytest.mark.parametrize("format_", ["parquet", "iceberg"])
def test_an_empty_source_gets_its_table(world, spark, format_):
    make_orders(world, 0)
    assert "orders: 0 rows" in world.spark_job(SCRIPT, config(world, ORDERS, format_=format_)).out
    assert len(world.table("orders")["StorageDescriptor"]["Columns"]) == 3
    world.sql("source", "insert into orders values (1, 'a', now())")
    assert "orders: 1 rows" in world.spark_job(SCRIPT, config(world, ORDERS, format_=format_)).out


def test_a_boundary_batch_that_retention_removed_does_not_stop_the_next_run(world, spark):
    make_orders(world)
    world.spark_job(SCRIPT, config(world, ORDERS))
    for key in world.keys("lake"):
        world.s3().delete_object(Bucket=f"{world.name}-lake", Key=key)
    assert "orders: 0 rows" in world.spark_job(SCRIPT, config(world, ORDERS)).out
    world.sql("source", "insert into orders values (4, 'a', now())")
    assert "orders: 1 rows" in world.spark_job(SCRIPT, config(world, ORDERS)).out


def test_what_others_added_to_the_catalog_table_stays(world, spark):
    make_orders(world)
    world.spark_job(SCRIPT, config(world, ORDERS))
    table = world.table("orders")
    table["StorageDescriptor"]["Columns"][0]["Comment"] = "the number"
    table_input = {name: table[name] for name in ("Name", "TableType", "PartitionKeys", "StorageDescriptor")}
    changed = {**table_input, "Description": "All orders", "Parameters": {**table["Parameters"], "owner": "sales"}}
    world.client("glue").update_table(DatabaseName=world.database, TableInput=changed)
    world.sql("source", "alter table orders add column extra int; insert into orders values (4, 'a', now(), 1)")
    world.spark_job(SCRIPT, config(world, ORDERS))
    table = world.table("orders")
    assert (table["Description"], table["Parameters"]["owner"]) == ("All orders", "sales")
    assert table["StorageDescriptor"]["Columns"][0]["Comment"] == "the number"
    assert table["StorageDescriptor"]["Columns"][3]["Name"] == "extra"


def test_failures_are_one_line_each_and_do_not_stop_the_other_tables(world, spark):
    make_orders(world)
    missing = {"table": "public.absent", "dataset": "absent"}
    wrong_key = {**ORDERS, "dataset": "other", "key": ["id"]}
    result = world.spark_job(SCRIPT, config(world, missing, wrong_key, ORDERS))
    where = f"127.0.0.1:{world.port}/{world.name}_source"
    assert result.err.splitlines() == [
        f"table public.absent of {where}: there is no such table, or the login of this job may not see it; check its name and the grants",
        f'table public.orders of {where}: there is no column "id", which is its key; the columns are order_id, note, updated_at',
        "error: 2 of 3 tables failed: public.absent, public.orders",
    ]
    assert len(lake_rows(world, spark, "orders", "parquet")) == 3


def test_a_wrong_password_is_named_without_the_password(world, spark):
    world.client("secretsmanager").create_secret(
        Name=f"{world.name}/wrong", SecretString='{"username": "admin", "password": "canary-secret"}'
    )
    result = world.spark_job(SCRIPT, config(world, ORDERS, secret=f"{world.name}/wrong"))
    assert result.code == 1
    assert 'FATAL: password authentication failed for user "admin"; check the user name and the password in its secret' in result.err
    assert "canary-secret" not in result.out + result.err


def test_the_role_is_taken_and_the_session_is_encrypted(world, spark):
    world.sql("source", f'create role "{world.name} reader"')
    world.sql(
        "source", "create view who as select current_user::text as name, (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as ssl"
    )
    world.sql("source", f'grant select on who to "{world.name} reader"')
    who = {"table": "who", "dataset": "who"}
    world.spark_job(SCRIPT, config(world, who, role=f"{world.name} reader"))
    assert lake_rows(world, spark, "who", "parquet", "name") == [(f"{world.name} reader",)]
    world.spark_job(SCRIPT, config(world, who))
    assert lake_rows(world, spark, "who", "parquet") == [("admin", True)]
