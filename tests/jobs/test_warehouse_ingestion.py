"""ingest_database_to_warehouse.py against real PostgreSQL servers."""

from __future__ import annotations

import time
from typing import Any

import pytest
from conftest import copied

pytestmark = pytest.mark.usefixtures("databases")
SCRIPT = "ingest_database_to_warehouse.py"


def config(world: Any, *tables: Any, **source: Any) -> Any:
    target = {"connection": world.connection("warehouse"), "schema": "raw"}
    return {"source": world.connection("source", **source), "tables": list(tables), "target": target}


ORDERS = {"table": "public.orders", "dataset": "orders", "key": ["order_id"], "cursor": "updated_at"}


def make_orders(world: Any, rows: int) -> None:
    world.sql("source", "create table orders (order_id bigint primary key, note text, updated_at timestamptz)")
    world.sql(
        "source", "insert into orders select i, 'n' || i, timestamptz '2024-01-01' + i * interval '1 s' from generate_series(1, %s) i", rows
    )


def test_second_run_takes_only_new_and_changed_rows(world):
    make_orders(world, 100)
    first = world.shell(SCRIPT, config(world, ORDERS))
    assert (first.code, first.err) == (0, "")
    assert "orders: 100 rows" in first.out
    idle = world.shell(SCRIPT, config(world, ORDERS))
    assert "orders: 0 rows" in idle.out
    world.sql(
        "source",
        "insert into orders values (101, 'new', '2024-02-01'); update orders set note = 'changed', updated_at = '2024-02-02' where order_id = 5",
    )
    second = world.shell(SCRIPT, config(world, ORDERS))
    assert "orders: 2 rows" in second.out
    assert world.sql("warehouse", "select count(*), count(distinct order_id) from raw.orders") == [(101, 101)]
    assert world.sql("warehouse", "select note from raw.orders where order_id = 5") == [("changed",)]


@pytest.mark.parametrize("key", [["order_id"], []])
def test_rows_that_come_late_with_the_last_cursor_are_taken_once(world, key):
    make_orders(world, 3)
    table = {**ORDERS, "key": key}
    world.shell(SCRIPT, config(world, table))
    world.sql("source", "insert into orders select 4, 'tie', max(updated_at) from orders")
    assert "orders: 1 rows" in world.shell(SCRIPT, config(world, table)).out
    assert "orders: 0 rows" in world.shell(SCRIPT, config(world, table)).out
    assert world.sql("warehouse", "select order_id from raw.orders order by 1") == [(1,), (2,), (3,), (4,)]


def test_equal_rows_without_a_key_keep_their_number(world):
    world.sql("source", "create table events (day date, what text); insert into events values ('2024-01-01', 'a'), ('2024-01-01', 'a')")
    table = {"table": "events", "dataset": "events", "cursor": "day"}
    world.shell(SCRIPT, config(world, table))
    world.sql("source", "insert into events values ('2024-01-01', 'a')")
    assert "events: 1 rows" in world.shell(SCRIPT, config(world, table)).out
    assert world.sql("warehouse", "select count(*) from raw.events") == [(3,)]


def test_null_cursors_are_reported_and_taken_by_the_first_run_only(world):
    make_orders(world, 2)
    world.sql("source", "insert into orders values (10, 'none', null)")
    assert '1 rows without a cursor "updated_at": taken, in this first run only' in world.shell(SCRIPT, config(world, ORDERS)).out
    world.sql("source", "insert into orders values (11, 'none', null)")
    assert '2 rows without a cursor "updated_at": not taken' in world.shell(SCRIPT, config(world, ORDERS)).out
    assert world.sql("warehouse", "select count(*) from raw.orders") == [(3,)]


TRICKY = """
create type mood as enum ('sad', 'it''s "ok"');
create domain percent as numeric(5,2);
create type pair as (a int, b text);
create table tricky (
  id int, t text, n numeric, n2 numeric(20,5), d double precision, r real, ts timestamp, tz timestamptz, da date, ti time, iv interval,
  b bytea, j json, jb jsonb, ia int[], ta text[][], u uuid, m mood, p percent, pa pair, bo boolean, c char(5), rng int4range, ip inet);
insert into tricky values
 (1, E'tab\\t newline\\n cr\\r back\\\\slash "quote" ''single'' \\\\N \\\\.', 123456789012345678901234567890.123456789, 1.10000, 0.1, 0.1,
  '2024-02-29 23:59:59.123456', '2024-03-31 02:30:00.000001+02', '0044-03-15 BC', '24:00', '1 mon -3 days 04:05:06.7',
  '\\x00ff5c0a', '{"a":  1.10, "a": 2}', '{"k": "\\u00e9\\n"}', '{1,NULL,3}', '{{a,"b,\\"c"},{NULL,""}}',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'it''s "ok"', 12.34, '(1,"x,y")', true, 'ab', '[1,5)', '10.0.0.1/8'),
 (2, '', 'NaN', null, 'Infinity', '-Infinity', 'infinity', '-infinity', null, null, null, '', 'null', 'null', '{}', null, null, null, null, null, false, '', 'empty', null),
 (3, null, null, null, 'NaN', 1e-30, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
 (4, '日本語 🚀 \u200f', 0, 0, -0.0, 0, '1970-01-01', '9999-12-31 23:59:59.999999+00', '9999-12-31', '00:00', '0', '\\x', '[]', '{}', '{2147483647}', '{}',
  null, 'sad', 0, '(,)', null, 'e', '(,)', '::1');
"""


@pytest.mark.parametrize("cursor", ["id", None])
def test_tricky_values_arrive_as_they_are(world, cursor):
    world.sql("source", TRICKY)
    result = world.shell(SCRIPT, config(world, copied("tricky", "tricky", cursor=cursor)))
    assert (result.code, result.err) == (0, "")
    as_text = "select row_to_json(x)::text from (select id, t, n::text, n2, d::text, r::text, ts::text, tz::text, da::text, ti, iv, b, j, jb, ia, ta, u, m::text, p, pa::text, bo, c, rng, ip from {} order by id) x"
    assert world.sql("source", as_text.format("tricky")) == world.sql("warehouse", as_text.format("raw.tricky"))
    types = dict(
        world.sql(
            "warehouse",
            "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'raw.tricky'::regclass and attnum > 0",
        )
    )
    assert (types["m"], types["pa"], types["p"], types["n2"], types["ia"]) == ("text", "text", "numeric(5,2)", "numeric(20,5)", "integer[]")


def test_an_added_column_is_added_and_a_changed_type_is_refused(world):
    make_orders(world, 2)
    world.shell(SCRIPT, config(world, ORDERS))
    world.sql("source", "alter table orders add column extra int default 7; insert into orders values (3, 'n3', '2025-01-01', 8)")
    assert "orders: 1 rows" in world.shell(SCRIPT, config(world, ORDERS)).out
    assert world.sql("warehouse", "select order_id, extra from raw.orders order by 1") == [(1, None), (2, None), (3, 8)]
    world.sql("source", "alter table orders alter column note type int using 1")
    result = world.shell(SCRIPT, config(world, ORDERS))
    assert result.code == 1
    assert 'the column "note" of raw.orders in the warehouse is text, and is now integer at the source; change its type' in result.err


EVIL = 'x"; drop table t; --'


def test_names_are_never_sql(world):
    column = "c'%s\\ \"é"
    quoted_table, quoted_column = EVIL.replace('"', '""'), column.replace('"', '""').replace("%", "%%")
    world.sql("source", f'create table "{quoted_table}" ("{quoted_column}" text, "K;" int)', *[])
    world.sql("source", f'insert into "{quoted_table}" values (%s, 1)'.replace("%s", "'v'"))
    for cursor in (None, "K;"):
        dataset = f"d{EVIL}{cursor}"
        table = copied(f"public.{EVIL}", dataset, ["K;"], cursor)
        for _ in range(2):
            result = world.shell(SCRIPT, config(world, table))
            assert (result.code, result.err) == (0, "")
        name = dataset.replace('"', '""')
        assert world.sql("warehouse", f'select * from raw."{name}"') == [("v", 1)]


@pytest.mark.parametrize("cursor", ["it's", "back\\slash"])
def test_a_text_cursor_with_quotes_is_compared_by_its_bytes(world, cursor):
    world.sql("source", "create table notes (id int, mark text)")
    world.sql("source", "insert into notes values (1, 'B'), (2, 'a'), (3, %s)", cursor)
    table = {"table": "notes", "dataset": "notes", "cursor": "mark"}
    assert "notes: 3 rows" in world.shell(SCRIPT, config(world, table)).out
    world.sql("source", "insert into notes values (4, %s)", cursor + "!")
    assert "notes: 1 rows" in world.shell(SCRIPT, config(world, table)).out


def test_a_full_copy_keeps_grants_and_views_and_follows_deletes(world):
    make_orders(world, 5)
    table = {"table": "orders", "dataset": "orders", "key": ["order_id"]}
    world.shell(SCRIPT, config(world, table))
    world.sql("warehouse", "create view raw.report as select count(*) as orders from raw.orders; grant select on raw.orders to public")
    world.sql("source", "delete from orders where order_id < 4; alter table orders add column more int default 1")
    assert "orders: 2 rows" in world.shell(SCRIPT, config(world, table)).out
    assert world.sql("warehouse", "select orders from raw.report") == [(2,)]
    assert "=r/" in world.sql("warehouse", "select relacl::text from pg_class where oid = 'raw.orders'::regclass")[0][0]
    world.sql("source", "alter table orders drop column note")
    refused = world.shell(SCRIPT, config(world, table))
    assert refused.code == 1
    assert "it cannot be made anew while other objects depend on it: view raw.report depends on table raw.orders" in refused.err
    world.sql("warehouse", "drop view raw.report")
    assert world.shell(SCRIPT, config(world, table)).code == 0
    assert world.sql("warehouse", "select * from raw.orders limit 0") == []
    assert [
        name
        for name, in world.sql("warehouse", "select column_name from information_schema.columns where table_name = 'orders' order by 1")
    ] == [
        "more",
        "order_id",
        "updated_at",
    ]


def test_a_run_that_is_killed_in_the_middle_leaves_nothing_and_the_next_one_ends_it(world):
    make_orders(world, 10)
    world.shell(SCRIPT, config(world, ORDERS))
    world.sql(
        "source",
        "insert into orders select i, repeat('x', 200), timestamptz '2025-01-01' + i * interval '1 s' from generate_series(11, 150000) i",
    )
    process = world.shell(SCRIPT, config(world, ORDERS), background=True)
    deadline = time.monotonic() + 60
    progress = "select coalesce(max(tuples_processed), 0) from pg_stat_progress_copy where datname = current_database()"
    while world.sql("warehouse", progress)[0][0] < 1000 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    assert process.poll() is None, "the run ended before it could be killed"
    process.kill()
    process.communicate()
    assert world.sql("warehouse", "select count(*) from raw.orders") == [(10,)]
    assert world.shell(SCRIPT, config(world, ORDERS)).code == 0
    assert world.sql("warehouse", "select count(*), count(distinct order_id) from raw.orders") == [(150000, 150000)]


def test_readers_do_not_wait_for_a_full_copy(world):
    make_orders(world, 100000)
    table = {"table": "orders", "dataset": "orders"}
    world.shell(SCRIPT, config(world, table))
    process = world.shell(SCRIPT, config(world, table), background=True)
    seen = set()
    while process.poll() is None:
        seen.add(world.sql("warehouse", "set statement_timeout = '500ms'; select count(*) from raw.orders")[0][0])
    process.communicate()
    assert seen == {100000}


def test_the_source_is_read_in_a_fixed_memory(world):
    world.sql("source", "create table wide as select i, repeat(md5(i::text), 300) as t from generate_series(1, 16000) i")
    process = world.shell(SCRIPT, config(world, {"table": "wide", "dataset": "wide"}), background=True)
    peak = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status") as status:
                peak = max([peak, *(int(line.split()[1]) for line in status if line.startswith("VmRSS"))])
        except OSError:
            break
        time.sleep(0.02)
    process.communicate()
    assert process.returncode == 0
    assert world.sql("warehouse", "select count(*), sum(length(t)) from raw.wide") == [(16000, 16000 * 9600)]
    assert peak < 110_000, f"{peak} kB for 154 MB of rows"


def test_one_failing_table_does_not_stop_the_others(world):
    make_orders(world, 2)
    missing = {"table": "public.absent", "dataset": "absent"}
    wrong_cursor = {**ORDERS, "dataset": "other", "cursor": "changed_at"}
    result = world.shell(SCRIPT, config(world, missing, wrong_cursor, ORDERS))
    assert result.code == 1
    where = f"127.0.0.1:{world.port}/{world.name}_source"
    assert result.err.splitlines() == [
        f"table public.absent of {where}: there is no such table, or the login of this job may not see it; check its name and the grants",
        f'table public.orders of {where}: there is no column "changed_at", which is its cursor; the columns are order_id, note, updated_at',
        "error: 2 of 3 tables failed: public.absent, public.orders",
    ]
    assert world.sql("warehouse", "select count(*) from raw.orders") == [(2,)]
