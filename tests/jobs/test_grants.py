"""The statements of grants that the jobs run on the tables that they make in the warehouse."""

from __future__ import annotations

import io
from typing import Any, Callable, Dict

import pytest

pytestmark = pytest.mark.usefixtures("databases")


def source_table(cursor: Any) -> Callable[[Any, Any], Any]:
    def prepare(world: Any, target: Any) -> Any:
        world.sql("source", "create table orders (id int, note text); insert into orders values (1, 'a')")
        table = {"table": "orders", "dataset": "orders", **({"cursor": cursor} if cursor else {})}
        return (
            "ingest_database_to_warehouse.py",
            lambda grants: {"source": world.connection("source"), "tables": [{**table, **grants}], "target": target},
            lambda: world.sql("source", "insert into orders values (2, 'b')"),
        )

    return prepare


def files(world: Any, target: Any) -> Any:
    world.put("drop", "in/a.csv", "id\n1\n")
    source = {"bucket": f"{world.name}-drop", "prefix": "in/", "format": "csv"}
    return (
        "ingest_files_to_warehouse.py",
        lambda grants: {"source": source, "dataset": "orders", "target": target, **grants},
        lambda: world.put("drop", "in/b.csv", "id\n2\n"),
    )


def unloaded(world: Any, target: Any) -> Any:
    def put(*ids: int) -> None:
        import pyarrow
        import pyarrow.parquet

        buffer = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.table({"id": ids}), buffer)
        world.put("jobs", "unload/orders/run0000000000001/part-0", buffer.getvalue())

    put(1)
    files = f"s3://{world.name}-jobs/unload/orders"
    return "load_warehouse.py", lambda grants: {"files": files, "target": target, "dataset": "orders", **grants}, lambda: put(1, 2)


def made_by_the_owner(world: Any) -> Dict[str, Any]:
    world.sql("warehouse", f"create role {world.name}_owner; grant create, usage on schema raw to {world.name}_owner")
    return {"connection": world.connection("warehouse", role=f"{world.name}_owner"), "schema": "raw"}


def grants_to(world: Any, group: str) -> Dict[str, Any]:
    """As the compiler writes them: nothing of what was, then what the spec says."""
    everybody = f'"{world.name}_analysts", "{world.name}_engineers"'
    return {
        "grants": [
            f'revoke all privileges on table "raw"."orders" from {everybody}',
            f'grant SELECT, INSERT on table "raw"."orders" to "{world.name}_{group}"',
        ]
    }


def privileges(world: Any, group: str) -> Any:
    wanted = ("select", "insert", "update")
    checks = ", ".join(f"has_table_privilege('{world.name}_{group}', 'raw.orders', '{privilege}')" for privilege in wanted)
    return [privilege for privilege, held in zip(wanted, world.sql("warehouse", f"select {checks}")[0]) if held]


@pytest.mark.parametrize(
    "prepare", [source_table("id"), source_table(None), files, unloaded], ids=["window", "full copy", "files", "unloaded"]
)
def test_each_run_makes_the_privileges_what_the_spec_says(world, prepare):
    world.sql("warehouse", f"create role {world.name}_analysts; create role {world.name}_engineers")
    script, config, add_row = prepare(world, made_by_the_owner(world))
    for _ in range(2):
        result = world.shell(script, config(grants_to(world, "analysts")))
        assert (result.code, result.err) == (0, "")
        assert (privileges(world, "analysts"), privileges(world, "engineers")) == (["select", "insert"], [])
    assert world.shell(script, config(grants_to(world, "engineers"))).err == ""
    assert (privileges(world, "analysts"), privileges(world, "engineers")) == ([], ["select", "insert"])
    add_row()
    result = world.shell(script, config(grants_to(world, "absent")))
    assert result.code == 1
    assert f'the privileges on raw.orders cannot be set, so nothing was changed: role "{world.name}_absent" does not exist' in result.err
    assert world.sql("warehouse", "select count(*) from raw.orders") == [(1,)]
    assert privileges(world, "engineers") == ["select", "insert"]
    assert world.shell(script, config({})).err == ""
    assert world.sql("warehouse", "select count(*) from raw.orders") == [(2,)]
    assert privileges(world, "engineers") == ["select", "insert"]


def test_a_table_that_is_made_anew_has_its_grants(world):
    world.sql("warehouse", f"create role {world.name}_analysts; create role {world.name}_engineers")
    script, config, _ = source_table(None)(world, made_by_the_owner(world))
    world.shell(script, config(grants_to(world, "analysts")))
    world.sql("source", "alter table orders drop column note")
    result = world.shell(script, config(grants_to(world, "analysts")))
    assert (result.code, result.err) == (0, "")
    assert privileges(world, "analysts") == ["select", "insert"]


def test_grants_wait_for_the_first_object(world):
    script, config, _ = files(world, made_by_the_owner(world))
    world.s3().delete_object(Bucket=f"{world.name}-drop", Key="in/a.csv")
    result = world.shell(script, config(grants_to(world, "analysts")))
    assert (result.code, result.err) == (0, "")


def test_a_field_that_the_script_does_not_know_is_refused(world):
    script, config, _ = files(world, made_by_the_owner(world))
    result = world.shell(script, config({"grant": []}))
    assert result.err == "error: --datastack_config: grant must be left out, this script does not know it\n"
