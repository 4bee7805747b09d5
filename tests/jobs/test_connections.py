"""What a job says when a source, a secret or a server's TLS is not as it should be: one line, what to check, never a secret."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from typing import Any

import pytest
import servers

pytestmark = pytest.mark.usefixtures("databases")
SCRIPT = "ingest_database_to_warehouse.py"


def config(world: Any, source: Any) -> Any:
    target = {"connection": world.connection("warehouse"), "schema": "raw"}
    return {"source": source, "tables": [{"table": "orders", "dataset": "orders"}], "target": target}


def test_a_wrong_password_is_named_without_the_password_and_not_tried_again(world):
    secret = f"{world.name}/wrong"
    world.client("secretsmanager").create_secret(Name=secret, SecretString=json.dumps({"username": "admin", "password": "canary-secret"}))
    result = world.shell(SCRIPT, config(world, world.connection("source", secret=secret)))
    assert result.code == 1
    first, last = result.err.splitlines()
    assert first.startswith(f"table orders of 127.0.0.1:{world.port}/{world.name}_source: ")
    assert first.endswith(
        'FATAL: password authentication failed for user "admin"; check the user name and the password in its secret, or its IAM login'
    )
    assert last == "error: 1 of 1 tables failed: orders"
    assert "canary-secret" not in result.out + result.err and "trying again" not in result.out


def test_a_source_that_is_down_is_tried_three_times(world):
    port = servers.free_port()
    result = world.shell(SCRIPT, config(world, world.connection("source", port=port)))
    assert result.code == 1
    assert f"table orders of 127.0.0.1:{port}/{world.name}_source: " in result.err
    assert "Connection refused" in result.err
    assert "; check the host, the port, that the server runs, and the security groups" in result.err
    assert result.out.count("trying again") == 2


def test_a_source_that_comes_up_is_reached(world):
    world.sql("source", "create table orders as select 1 as id")
    port = servers.free_port()
    forwarder = threading.Timer(1.5, forward, [port, world.port])
    forwarder.daemon = True
    forwarder.start()
    result = world.shell(SCRIPT, config(world, world.connection("source", port=port)))
    assert (result.code, result.err) == (0, "")
    assert "trying again" in result.out


def forward(port: int, target: int) -> None:
    """Stands between the job and the server, for one connection."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        incoming, _ = listener.accept()
        outgoing = socket.create_connection(("127.0.0.1", target))
        for source, sink in ((incoming, outgoing), (outgoing, incoming)):
            threading.Thread(target=pump, args=[source, sink], daemon=True).start()


def pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def test_a_server_without_tls_is_refused_before_the_password_is_sent(world):
    received = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            received.append(connection.recv(1000))
            connection.sendall(b"N")
            received.append(connection.recv(1000))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        result = world.shell(SCRIPT, config(world, world.connection("source", port=listener.getsockname()[1])))
        thread.join(10)
    assert "server does not support SSL, but SSL was required; the server must accept TLS connections" in result.err
    assert received[1] == b""


def test_connections_use_tls_unless_it_is_disabled(world):
    world.sql("source", "create view who as select (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as ssl")
    for changes, encrypted in (({}, True), ({"tls": "disable"}, False)):
        given = config(world, world.connection("source", **changes))
        given["tables"] = [{"table": "who", "dataset": "who"}]
        assert world.shell(SCRIPT, given).code == 0
        assert world.sql("warehouse", "select ssl from raw.who") == [(encrypted,)]


def test_a_missing_or_malformed_secret_is_named_without_its_content(world):
    result = world.shell(SCRIPT, config(world, world.connection("source", secret="test/absent")))
    assert 'cannot read secret "test/absent" (ResourceNotFoundException): check its name and the role of this job' in result.err
    world.client("secretsmanager").create_secret(Name=f"{world.name}/odd", SecretString='{"username": "canary-secret"')
    result = world.shell(SCRIPT, config(world, world.connection("source", secret=f"{world.name}/odd")))
    assert f'secret "{world.name}/odd" must be a JSON object with "username" and "password"' in result.err
    assert "canary-secret" not in result.err


def test_a_login_by_iam_uses_a_signed_token_and_never_shows_it(world):
    connection = world.connection("source", user="loader", region="eu-west-1")
    del connection["secret"]
    result = world.shell(SCRIPT, config(world, connection))
    assert 'password authentication failed for user "loader"' in result.err
    assert "X-Amz-Signature" not in result.out + result.err


def test_missing_rights_and_schemas_are_named(world):
    world.sql("source", "create table orders (id int)")
    world.sql("source", f"create role {world.name}_reader login password 'reader-password'")
    secret = f"{world.name}/reader"
    value = json.dumps({"username": f"{world.name}_reader", "password": "reader-password"})
    world.client("secretsmanager").create_secret(Name=secret, SecretString=value)
    result = world.shell(SCRIPT, config(world, world.connection("source", secret=secret)))
    assert "permission denied for table orders; grant the right to the login of this job" in result.err
    given = config(world, world.connection("source"))
    given["target"]["schema"] = "absent"
    assert 'there is no schema "absent" in the warehouse' in world.shell(SCRIPT, given).err


def test_arguments_are_checked(world):
    result = world.shell(SCRIPT, {}, run="short")
    assert result.err == "error: --datastack_run must be 16 characters of a-z and 0-9\n"
