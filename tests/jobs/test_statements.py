"""run_warehouse_statements.py against a real PostgreSQL."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("databases")
SCRIPT = "run_warehouse_statements.py"


def run(world: Any, statements: Any, *checks: Any) -> Any:
    world.put("jobs", "programs/p.json", json.dumps({"statements": statements, "checks": list(checks)}))
    return world.shell(SCRIPT, {"connection": world.connection("warehouse"), "program": f"s3://{world.name}-jobs/programs/p.json"})


MAKE = "create table raw.daily as select i as day, nullif(i, 3) as total from generate_series(1, 9) i"


def test_statements_then_checks(world):
    result = run(
        world,
        [MAKE, "do $$ begin raise notice '100%% done'; end $$", "select '%s', '{}'"],
        {"name": "not_null day", "sql": "select * from raw.daily where day is null; "},
    )
    assert (result.code, result.err) == (0, "")
    assert "NOTICE:  100% done" in result.out
    assert "statement 1 of 3: 9 rows" in result.out
    assert "check not_null day: 0 rows" in result.out


def test_a_failed_check_fails_the_job_after_the_commit(world):
    checks = [
        {"name": "not_null total", "sql": "select day from raw.daily where total is null -- no total"},
        {"name": "few", "sql": "select * from raw.daily where day > 3"},
        {"name": "fine", "sql": "select 1 where false"},
        {"name": "wrong", "sql": "select * from raw.absent"},
        {"name": "writes", "sql": "select nextval('raw.numbers')"},
    ]
    result = run(world, [MAKE, "create sequence raw.numbers"], *checks)
    assert result.code == 1
    assert result.err == (
        'error: 4 of 5 checks failed: not_null total: 1 rows; few: 6 rows; wrong: relation "raw.absent" does not exist;'
        " writes: cannot execute nextval() in a read-only transaction\n"
    )
    assert "check not_null total: day=3" in result.out
    assert result.out.count("check few: day=") == 5
    assert world.sql("warehouse", "select count(*) from raw.daily") == [(9,)]


def test_a_failed_statement_changes_nothing(world):
    result = run(world, [MAKE, "select 1,\n absent_column from raw.daily"], {"name": "never", "sql": "select 1"})
    assert result.err == 'error: statement 2 of 2 failed, nothing was changed: column "absent_column" does not exist (line 2)\n'
    assert world.sql("warehouse", "select count(*) from pg_class where relname = 'daily'") == [(0,)]


def test_a_statement_cannot_end_the_transaction(world):
    result = run(world, ["commit"])
    assert result.err == "error: statement 1 of 1 ended the transaction that all statements share: take `commit` and `rollback` out of it\n"


def test_statements_run_as_the_role(world):
    world.sql("warehouse", f'create role "{world.name} owner"')
    world.sql("warehouse", f'grant create, usage on schema raw to "{world.name} owner"')
    world.put("jobs", "programs/p.json", json.dumps({"statements": [MAKE], "checks": []}))
    connection = world.connection("warehouse", role=f"{world.name} owner")
    assert world.shell(SCRIPT, {"connection": connection, "program": f"s3://{world.name}-jobs/programs/p.json"}).err == ""
    assert world.sql("warehouse", "select tableowner from pg_tables where tablename = 'daily'") == [(f"{world.name} owner",)]


def test_a_missing_or_broken_program_is_named(world):
    uri = f"s3://{world.name}-jobs/programs/absent.json"
    result = world.shell(SCRIPT, {"connection": world.connection("warehouse"), "program": uri})
    assert result.err == f"error: cannot read {uri} (NoSuchKey): check that it exists, and the role of this job\n"
    world.put("jobs", "programs/absent.json", "{")
    assert f"error: {uri} is not JSON" in world.shell(SCRIPT, {"connection": world.connection("warehouse"), "program": uri}).err
