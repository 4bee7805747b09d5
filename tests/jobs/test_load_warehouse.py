"""load_warehouse.py against a real PostgreSQL."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("databases")
SCRIPT = "load_warehouse.py"
SECOND_RUN = "run0000000000002"


def config(world: Any) -> Any:
    target = {"connection": world.connection("warehouse"), "schema": "raw"}
    return {"files": f"s3://{world.name}-jobs/unload/orders", "target": target, "dataset": "orders"}


def put(world: Any, name: str, table: Any, run: str = "run0000000000001") -> None:
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer, row_group_size=2, use_deprecated_int96_timestamps="ts" in table.column_names)
    world.put("jobs", f"unload/orders/{run}/{name}", buffer.getvalue())


def test_every_parquet_type_arrives(world):
    import pyarrow

    fields = {
        "id": (pyarrow.int64(), [1, 2, 3]),
        "t": (pyarrow.string(), ["a\tb\nc\\N\"'", "", None]),
        "n": (pyarrow.decimal128(38, 9), [Decimal("12345678901234567890123456789.123456789"), Decimal("-1E-9"), None]),
        "d": (pyarrow.float64(), [0.1, float("inf"), float("nan")]),
        "r": (pyarrow.float32(), [0.5, -1.25, None]),
        "i": (pyarrow.int32(), [-(2**31), 0, None]),
        "s": (pyarrow.int16(), [1, 2, None]),
        "b": (pyarrow.bool_(), [True, False, None]),
        "da": (pyarrow.date32(), [datetime.date(1, 1, 1), datetime.date(9999, 12, 31), None]),
        "ts": (pyarrow.timestamp("ns"), [datetime.datetime(2024, 2, 29, 23, 59, 59, 123456), datetime.datetime(1970, 1, 1), None]),
        "bin": (pyarrow.binary(), [b"\x00\xff\\\n", b"", None]),
        "list": (pyarrow.list_(pyarrow.string()), [["a", None, 'b"\n'], [], None]),
        "st": (pyarrow.struct([("x", pyarrow.int32()), ("é", pyarrow.date32())]), [{"x": 1, "é": datetime.date(2024, 1, 1)}, None, None]),
        'q";drop': (pyarrow.string(), ["x", None, None]),
    }
    table = pyarrow.table({name: pyarrow.array(values, type_) for name, (type_, values) in fields.items()})
    put(world, "part-0", table)
    result = world.shell(SCRIPT, config(world))
    assert (result.code, result.err) == (0, "")
    assert "raw.orders: 3 rows" in result.out
    rows = world.sql("warehouse", "select * from raw.orders order by id")
    expected = list(zip(*(values for _, values in fields.values())))
    st = list(fields).index("st")
    assert [row[:3] for row in rows] == [row[:3] for row in expected]
    assert [row[4:10] for row in rows] == [row[4:10] for row in expected]
    assert [row[10] and bytes(row[10]) for row in rows][0] == b"\x00\xff\\\n"
    assert [row[11] for row in rows] == [["a", None, 'b"\n'], [], None]
    assert rows[0][st] == {"x": 1, "é": "2024-01-01"}
    assert [str(row[3]) for row in rows] == ["0.1", "inf", "nan"]
    assert world.sql("warehouse", "select last_analyze is not null from pg_stat_user_tables where relname = 'orders'") == [(True,)]


def test_a_second_run_replaces_the_rows_and_keeps_views(world):
    import pyarrow

    for part in range(3):
        put(world, f"part-{part}", pyarrow.table({"id": [part * 2, part * 2 + 1]}))
    assert "raw.orders: 6 rows" in world.shell(SCRIPT, config(world)).out
    world.sql("warehouse", "create view raw.report as select max(id) from raw.orders")
    put(world, "part-0", pyarrow.table({"id": [70], "more": ["x"]}), SECOND_RUN)
    assert world.shell(SCRIPT, config(world), run=SECOND_RUN).err == ""
    assert world.sql("warehouse", "select max from raw.report") == [(70,)]
    put(world, "part-0", pyarrow.table({"id": ["text"]}), "run0000000000003")
    result = world.shell(SCRIPT, config(world), run="run0000000000003")
    assert "the columns of raw.orders changed" in result.err and "view raw.report depends on table raw.orders" in result.err
    assert world.sql("warehouse", "select id from raw.orders") == [(70,)]


def test_an_empty_result_empties_the_table_or_says_what_is_missing(world):
    import pyarrow

    result = world.shell(SCRIPT, config(world), run=SECOND_RUN)
    folder = f"s3://{world.name}-jobs/unload/orders/{SECOND_RUN}/"
    assert (
        result.err
        == f"error: there is no file in {folder} and no table raw.orders yet: its columns are known when the lake table has its first row\n"
    )
    put(world, "part-0", pyarrow.table({"id": [1]}))
    world.shell(SCRIPT, config(world))
    result = world.shell(SCRIPT, config(world), run=SECOND_RUN)
    assert result.code == 0 and "the result is empty, so the table is emptied" in result.out
    assert world.sql("warehouse", "select count(*) from raw.orders") == [(0,)]


def test_files_with_different_columns_change_nothing(world):
    import pyarrow

    put(world, "part-0", pyarrow.table({"id": [1]}))
    put(world, "part-1", pyarrow.table({"id": ["x"]}))
    result = world.shell(SCRIPT, config(world))
    assert result.code == 1 and "part-1 has other columns than the first file of its folder" in result.err
    assert world.sql("warehouse", "select count(*) from pg_class where relname = 'orders'") == [(0,)]
