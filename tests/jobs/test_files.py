"""ingest_files_to_lake.py and ingest_files_to_warehouse.py: csv, json, gz, parquet and plain objects."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest

TO_LAKE, TO_WAREHOUSE = "ingest_files_to_lake.py", "ingest_files_to_warehouse.py"


def source(world: Any, format_: str) -> Any:
    return {"bucket": f"{world.name}-drop", "prefix": "in/", "format": format_}


def lake_config(world: Any, format_: str, table_format: str = "parquet") -> Any:
    return {"source": source(world, format_), "dataset": "files", "target": world.lake(table_format), "state": world.state}


def warehouse_config(world: Any, format_: str) -> Any:
    return {"source": source(world, format_), "dataset": "files", "target": {"connection": world.connection("warehouse"), "schema": "raw"}}


def lake_rows(world: Any, spark: Any, format_: str = "parquet", columns: str = "*") -> Any:
    if format_ == "iceberg":
        frame = spark.table(f"glue_catalog.{world.database}.files")
    else:
        location = world.table("files")["StorageDescriptor"]["Location"]
        names = [column["Name"] for column in world.table("files")["StorageDescriptor"]["Columns"]]
        frame = spark.read.option("mergeSchema", "true").parquet(f"{location}/load_date=*/*").select(*names)
    return sorted((tuple(row) for row in frame.selectExpr(*columns.split(";")).collect()), key=repr)


def parquet_bytes(**columns: Any) -> bytes:
    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), buffer)
    return buffer.getvalue()


CSV = 'id,Note\r\n1,"a ""quoted"", b\r\nnext line"\r\n2,""\r\n3,\r\n4,日本 \\N\r\n'
CSV_ROWS = [("1", 'a "quoted", b\r\nnext line'), ("2", ""), ("3", None), ("4", "日本 \\N")]


@pytest.mark.parametrize("table_format", ["parquet", "iceberg"])
def test_csv_to_the_lake_takes_each_object_once(world, spark, table_format):
    config = lake_config(world, "csv", table_format)
    world.put("drop", "in/a*[1]{x}.csv", CSV)
    world.put("drop", "in/day=2024-01-01/b.csv.gz", gzip.compress("\ufeffid,Note,extra\n5,e,x\n".encode()))
    world.put("drop", "in/_SUCCESS", "")
    world.put("drop", "elsewhere/c.csv", "id\n9\n")
    first = world.spark_job(TO_LAKE, config)
    assert (first.code, first.err) == (0, "")
    assert "files: 2 objects: 5 rows" in first.out
    expected = [(id_, note and note.replace("\r\n", "\n"), None) for id_, note in CSV_ROWS]
    assert lake_rows(world, spark, table_format, "id;note;extra") == [*expected, ("5", "e", "x")]
    assert "no new objects" in world.spark_job(TO_LAKE, config).out
    world.put("drop", "in/d.csv", "Note,id,more\nlate,6,m\n")
    assert "files: 1 objects: 1 rows" in world.spark_job(TO_LAKE, config).out
    assert lake_rows(world, spark, table_format, "id;note;more")[-1] == ("6", "late", "m")


@pytest.mark.parametrize("table_format", ["parquet", "iceberg"])
def test_a_run_that_died_between_write_and_state_takes_nothing_twice(world, spark, table_format, monkeypatch):
    import ingest_files_to_lake

    config = lake_config(world, "csv", table_format)
    world.put("drop", "in/a.csv", "id\n1\n")
    world.spark_job(TO_LAKE, config)
    world.put("drop", "in/b.csv", "id\n2\n")
    save = ingest_files_to_lake.save_state

    def die_at_the_end(folder: str, dataset: str, state: Any) -> None:
        if "pending" not in state:
            raise KeyboardInterrupt
        save(folder, dataset, state)

    with monkeypatch.context() as patch:
        patch.setattr(ingest_files_to_lake, "save_state", die_at_the_end)
        patch.setattr(ingest_files_to_lake, "today", lambda: "2024-06-01")
        with pytest.raises(KeyboardInterrupt):
            world.spark_job(TO_LAKE, config)
    world.put("drop", "in/c.csv", "id\n3\n")
    result = world.spark_job(TO_LAKE, config)
    assert (result.code, result.err) == (0, "")
    assert lake_rows(world, spark, table_format) == [("1",), ("2",), ("3",)]
    assert "no new objects" in world.spark_job(TO_LAKE, config).out


def test_json_to_the_lake(world, spark):
    config = lake_config(world, "json")
    world.put(
        "drop",
        "in/lines.json",
        '{"id": 1, "amount": 2, "tags": ["a", 1.50], "none": null, "s": "é\\n"}\n\n{"id": 2, "who": {"name": "x"}}\n',
    )
    world.put("drop", "in/array.json", ' [ {"id": 3, "amount": 2.5},\n\n {"id": 4, "s": ""} ] \n')
    world.put("drop", "in/packed.json.gz", gzip.compress(b'{"id": 5, "amount": 1}'))
    result = world.spark_job(TO_LAKE, config)
    assert (result.code, result.err) == (0, "")
    types = {column["Name"]: column["Type"] for column in world.table("files")["StorageDescriptor"]["Columns"]}
    assert types == {"id": "bigint", "amount": "double", "tags": "string", "s": "string", "who": "string"}
    rows = lake_rows(world, spark, columns="id;amount;s;get_json_object(tags, '$[0]');get_json_object(who, '$.name')")
    assert rows == [
        (1, 2.0, "é\n", "a", None),
        (2, None, None, None, "x"),
        (3, 2.5, None, None, None),
        (4, None, "", None, None),
        (5, 1.0, None, None, None),
    ]
    world.put("drop", "in/more.json", '{"id": 6, "amount": 7}')
    assert world.spark_job(TO_LAKE, config).code == 0
    world.put("drop", "in/other.json", '{"id": "seven"}')
    result = world.spark_job(TO_LAKE, config)
    assert result.code == 1 and f'the column "id" of the lake table {world.database}.files is bigint, and is now string' in result.err


def test_parquet_to_the_lake(world, spark):
    world.put("drop", "in/a.parquet", parquet_bytes(id=[1, 2], Name=["x", None]))
    world.put("drop", "in/b.parquet", parquet_bytes(id=[3], extra=[[1, 2]]))
    assert world.spark_job(TO_LAKE, lake_config(world, "parquet")).err == ""
    assert lake_rows(world, spark, columns="id;name;extra") == [(1, "x", None), (2, None, None), (3, None, [1, 2])]


BAD = [
    ("csv", "id,b\n1,2\n3,4,5\n", "line 3: 3 fields, but the header has 2", "line 3: extra data after last expected column"),
    ("csv", 'id,b\n0,0\n"1\n2",x\n3\n', "line 5: 1 fields, but the header has 2", 'line 5: missing data for column "b"'),
    ("csv", "id,id\n1,2\n", 'line 1: the column "id" is there twice', None),
    ("json", '{"id": 1}\n{"id": 2\n', "line 2: Expecting ',' delimiter", None),
    ("json", '[{"id": 1},\n{"id": NaN}]', "line 2: NaN is no JSON", None),
    ("json", '[{"id": 1}\n{"id": 2}]', "line 2: a comma is missing between two rows", None),
    ("json", '[{"id": 1},\n {"id": 2}', "line 2: the array is not closed", None),
    ("json", '{"id": 1}\n3\n', "line 2: a row must be a JSON object", None),
]


@pytest.mark.parametrize("format_, text, lake_message, warehouse_message", BAD)
def test_a_bad_row_fails_the_job_with_file_and_line(world, databases, format_, text, lake_message, warehouse_message):
    world.put("drop", f"in/a.{format_}", {"csv": "id,b\n1,2\n", "json": '{"id": 1}\n'}[format_])
    world.put("drop", f"in/bad.{format_}", text)
    result = world.shell(TO_WAREHOUSE, warehouse_config(world, format_))
    assert result.code == 1
    assert f"error: s3://{world.name}-drop/in/bad.{format_} {warehouse_message or lake_message}" in result.err
    assert world.sql("warehouse", "select count(*) from pg_class where relname = 'files'") == [(0,)]


@pytest.mark.parametrize("format_, text, lake_message, warehouse_message", BAD)
def test_a_bad_row_fails_the_lake_job_with_file_and_line(world, spark, format_, text, lake_message, warehouse_message):
    world.put("drop", f"in/a.{format_}", {"csv": "id,b\n1,2\n", "json": '{"id": 1}\n'}[format_])
    world.put("drop", f"in/bad.{format_}", text)
    result = world.spark_job(TO_LAKE, lake_config(world, format_))
    assert result.code == 1
    assert f"error: s3://{world.name}-drop/in/bad.{format_} {lake_message}" in result.err
    # A task that ends after its job failed may leave its file in `_temporary`: readers pass over it, and the next run removes the folder.
    assert [key for key in world.keys("lake") if key.endswith(".parquet") and "/_temporary/" not in key] == []


def test_objects_are_copied_as_they_are_and_once(world, monkeypatch):
    import ingest_files_to_lake

    monkeypatch.setattr(ingest_files_to_lake, "LARGEST_SINGLE_COPY", 6_000_000)
    monkeypatch.setattr(ingest_files_to_lake, "COPY_PART", 5 * 1024 * 1024)
    large = bytes(range(256)) * 4096 * 7
    world.put("drop", "in/large.bin", large)
    world.put("drop", "in/deep/é x;'\".bin", b"\x00\xff")
    world.put("drop", "in/_empty", b"")
    config = {**lake_config(world, "objects"), "dataset": "media"}
    result = world.spark_job(TO_LAKE, config)
    assert (result.code, result.err) == (0, "")
    assert world.keys("lake") == ["media/_empty", "media/deep/é x;'\".bin", "media/large.bin"]
    assert world.get("lake", "media/large.bin") == large
    assert world.get("lake", "media/deep/é x;'\".bin") == b"\x00\xff"
    assert "media: 0 objects" in world.spark_job(TO_LAKE, config).out
    world.put("drop", "in/_empty", b"now more")
    assert "media: 1 objects: 8 bytes" in world.spark_job(TO_LAKE, config).out


def test_csv_to_the_warehouse_takes_each_object_once(world, databases):
    config = warehouse_config(world, "csv")
    world.put("drop", "in/a.csv", CSV)
    world.put("drop", "in/b.csv.gz", gzip.compress("\ufeffid,Note,extra\n5,e,x\n".encode()))
    first = world.shell(TO_WAREHOUSE, config)
    assert (first.code, first.err) == (0, "")
    assert "raw.files: 2 new objects: 5 rows" in first.out
    rows = world.sql("warehouse", 'select id, "Note" from raw.files order by id')
    assert rows == [*CSV_ROWS, ("5", "e")]
    assert "raw.files: 0 new objects: 0 rows" in world.shell(TO_WAREHOUSE, config).out
    world.put("drop", "in/c.csv", "Note,id\nlate,6\n")
    killed = world.shell(TO_WAREHOUSE, config, kill_at="say_copied")
    assert killed.code == -9
    assert "raw.files: 1 new objects: 1 rows" in world.shell(TO_WAREHOUSE, config).out
    assert world.sql("warehouse", "select count(*) from raw.files") == [(6,)]
    world.sql("warehouse", "drop table raw.files")
    assert "raw.files: 3 new objects: 6 rows" in world.shell(TO_WAREHOUSE, config).out


def test_csv_goes_into_the_types_that_the_table_has(world, databases):
    world.sql("warehouse", "create table raw.files (id int, paid numeric(10,2), day date)")
    world.put("drop", "in/a.csv", "id,paid,day\n1,2.50,2024-02-29\n")
    world.shell(TO_WAREHOUSE, warehouse_config(world, "csv"))
    assert world.sql("warehouse", "select id, paid::text, day::text from raw.files") == [(1, "2.50", "2024-02-29")]
    world.put("drop", "in/b.csv", "id,day,paid\n2,2024-03-01,1\n3,someday,1\n")
    result = world.shell(TO_WAREHOUSE, warehouse_config(world, "csv"))
    assert f's3://{world.name}-drop/in/b.csv line 3, column day: invalid input syntax for type date: "someday"' in result.err


def test_json_to_the_warehouse(world, databases):
    world.put(
        "drop",
        "in/lines.json",
        '{"id": 1.10, "amount": 2, "tags": ["a", 1.50], "none": null, "s": "é\\n\\\\"}\n\n{"id": 2, "who": {"name": "x"}, "b": true, "mix": 1}\n',
    )
    world.put("drop", "in/array.json", ' [ {"id": 123456789012345678901, "q\\"%s;": "\'"},\n\n {"id": 4, "s": "", "mix": "t"} ] \n')
    result = world.shell(TO_WAREHOUSE, warehouse_config(world, "json"))
    assert (result.code, result.err) == (0, "")
    rows = world.sql(
        "warehouse", 'select id::text, amount::text, tags::text, s, who::text, b, mix, "q""%s;" from raw.files order by files.id'
    )
    assert rows == [
        ("1.10", "2", '["a", 1.50]', "é\n\\", None, None, None, None),
        ("2", None, None, None, '{"name": "x"}', True, "1", None),
        ("4", None, None, "", None, None, "t", None),
        ("123456789012345678901", None, None, None, None, None, None, "'"),
    ]
    world.put("drop", "in/other.json", '{"id": 5}\n{"id": "six"}')
    result = world.shell(TO_WAREHOUSE, warehouse_config(world, "json"))
    assert f's3://{world.name}-drop/in/other.json line 2: the column "id" of raw.files is numeric, and this value is a string' in result.err


def test_large_json_arrays_are_cut_in_linear_time(world, databases):
    rows = [{"id": number, "text": "x" * 200, "nested": {"a": [1, 2, {"b": "]"}]}} for number in range(50000)]
    world.put("drop", "in/array.json", json.dumps(rows, indent=1))
    world.put("drop", "in/one_line.json", json.dumps(rows[:20000]))
    assert "70000 rows" in world.shell(TO_WAREHOUSE, warehouse_config(world, "json")).out


def test_parquet_to_the_warehouse(world, databases):
    world.put("drop", "in/a.parquet", parquet_bytes(id=[1, 2], Name=["x\ty\n\\N", None]))
    world.put("drop", "in/b.parquet", parquet_bytes(id=[3], extra=[[1, 2]]))
    result = world.shell(TO_WAREHOUSE, warehouse_config(world, "parquet"))
    assert (result.code, result.err) == (0, "")
    assert world.sql("warehouse", 'select id, "Name", extra from raw.files order by id') == [
        (1, "x\ty\n\\N", None),
        (2, None, None),
        (3, None, [1, 2]),
    ]
    world.put("drop", "in/c.parquet", b"PAR1 broken")
    assert (
        f"s3://{world.name}-drop/in/c.parquet is no readable Parquet file"
        in world.shell(TO_WAREHOUSE, warehouse_config(world, "parquet")).err
    )
