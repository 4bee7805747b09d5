"""Runs the statements of one warehouse transform in one transaction, then its checks (Glue Python shell 3.9).

A check is a `select` of the rows that must not be there. Checks follow the commit: they tell about the table that readers see, and a
failed one stops what depends on it, not the table itself.

Calls at run time, by boto3:
  secretsmanager:GetSecretValue  secret of `connection` (none with `user`: the login token is signed locally, needs rds-db:connect on the
                                 user)
  s3:GetObject                   <program>
"""

from __future__ import annotations

import json
import time
from typing import Any, List, Optional

from datastack_jobs import (
    CONNECTION,
    Config,
    JobError,
    checked,
    failure_reason,
    job_arguments,
    open_postgres,
    place,
    read_object,
    run_job,
    say,
    say_copied,
)

FIELDS = {"connection": CONNECTION, "program": str}
PROGRAM_FIELDS = {"statements": [str], "checks": [{"name": str, "sql": str}]}
SAMPLE_ROWS = 5


def main(argv: List[str]) -> None:
    config, _ = job_arguments(argv, FIELDS)
    program = read_program(config["program"])
    connection = open_postgres(config["connection"])
    try:
        say(f"{len(program['statements'])} statements and {len(program['checks'])} checks on {place(config['connection'])}")
        with connection.cursor() as cursor:
            run_statements(connection, cursor, program["statements"])
            connection.commit()
            failed = [failure for failure in (run_check(connection, cursor, check) for check in program["checks"]) if failure]
    finally:
        connection.close()
    if failed:
        raise JobError(f"{len(failed)} of {len(program['checks'])} checks failed: {'; '.join(failed)}")


def read_program(uri: str) -> Config:
    try:
        program = json.loads(read_object(uri))
    except ValueError as error:
        raise JobError(f"{uri} is not JSON: {error}") from error
    return checked(program, PROGRAM_FIELDS, uri)


def run_statements(connection: Any, cursor: Any, statements: List[str]) -> None:
    import psycopg2
    from psycopg2.extensions import TRANSACTION_STATUS_INTRANS

    for number, statement in enumerate(statements, 1):
        started = time.monotonic()
        what = f"statement {number} of {len(statements)}"
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            say_notices(connection)
            raise JobError(f"{what} failed, nothing was changed: {failure_reason(error)}{position(statement, error)}") from error
        say_notices(connection)
        if connection.info.transaction_status != TRANSACTION_STATUS_INTRANS:
            raise JobError(f"{what} ended the transaction that all statements share: take `commit` and `rollback` out of it")
        say_copied(what, started, cursor.rowcount if cursor.rowcount >= 0 else None)


def position(statement: str, error: Any) -> str:
    offset = error.diag.statement_position
    return f" (line {statement[: int(offset)].count(chr(10)) + 1})" if offset else ""


def say_notices(connection: Any) -> None:
    for notice in connection.notices:
        say(notice.strip())
    del connection.notices[:]


def run_check(connection: Any, cursor: Any, check: Config) -> Optional[str]:
    """What is wrong, or None. A check cannot change anything: its transaction is read only and rolled back."""
    import psycopg2

    started = time.monotonic()
    # The line break ends a comment in the last line.
    offending = "from (" + check["sql"].strip().rstrip(";") + "\n) as offending"
    try:
        cursor.execute("set transaction read only")
        cursor.execute(f"select count(*) {offending}")
        count = cursor.fetchone()[0]
        if count:
            cursor.execute(f"select * {offending} limit {SAMPLE_ROWS}")
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                say(f"check {check['name']}: " + ", ".join(f"{name}={value!r}" for name, value in zip(names, row)))
    except psycopg2.Error as error:
        return f"{check['name']}: {failure_reason(error)}"
    finally:
        connection.rollback()
    say_copied(f"check {check['name']}", started, count)
    return f"{check['name']}: {count} rows" if count else None


if __name__ == "__main__":
    run_job(main)
