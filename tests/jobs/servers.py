"""The real servers of the tests: PostgreSQL, MariaDB where there is one, and moto's AWS endpoint. All listen on 127.0.0.1 only."""

from __future__ import annotations

import contextlib
import datetime
import functools
import glob
import ipaddress
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse
from typing import Any, Dict, List, Optional

NOBODY = 65534


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged() -> Dict[str, Any]:
    """Database servers refuse to run as root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": "/"} if os.getuid() == 0 else {}


def give_away(folder: str) -> None:
    if os.getuid() != 0:
        return
    os.chown(folder, NOBODY, NOBODY)
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            os.chown(os.path.join(root, name), NOBODY, NOBODY)


def write_certificate(folder: str) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    with open(os.path.join(folder, "server.crt"), "wb") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    with open(os.path.join(folder, "server.key"), "wb") as file:
        file.write(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
        )
    os.chmod(os.path.join(folder, "server.key"), 0o600)


class Server:
    """A server process that we started, ended by its own id."""

    def __init__(self, command: List[str], log: str) -> None:
        self.log = log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, **unprivileged())

    def wait_for(self, port: int) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        with open(self.log, errors="replace") as log:
            raise RuntimeError(f"the server did not start:\n{log.read()[-3000:]}")

    def stop(self, signal_number: int) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
            self.process.wait(30)


def postgres_binaries() -> Optional[str]:
    candidates = [os.environ.get("DATASTACK_POSTGRES_BIN", "")] + sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    return next((folder for folder in candidates if folder and os.path.exists(os.path.join(folder, "initdb"))), None)


def reachable(binaries: str, folder: str) -> str:
    """The binaries, or a copy of them where the user that runs the server may not look: of a checkout in root's home, say."""
    with contextlib.suppress(OSError):
        if subprocess.run([os.path.join(binaries, "postgres"), "--version"], capture_output=True, **unprivileged()).returncode == 0:
            return binaries
    copy = os.path.join(folder, "postgres")
    shutil.copytree(os.path.dirname(binaries), copy, symlinks=True)
    return os.path.join(copy, "bin")


def start_postgres(folder: str, port: int) -> Server:
    """A server that accepts TLS with a certificate of its own, and whose users log in by SCRAM."""
    binaries = postgres_binaries()
    assert binaries, "no PostgreSQL server binaries: install Debian's `postgresql`, or set DATASTACK_POSTGRES_BIN"
    binaries = reachable(binaries, folder)
    data, password = os.path.join(folder, "data"), os.path.join(folder, "password")
    os.makedirs(data)
    with open(password, "w") as file:
        file.write("admin-password")
    give_away(folder)
    initdb = [os.path.join(binaries, "initdb"), "-D", data, "-U", "admin", "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8"]
    done = subprocess.run([*initdb, "--locale=C.UTF-8", "-N"], capture_output=True, **unprivileged())
    if done.returncode:
        raise RuntimeError(f"PostgreSQL's initdb failed: {done.stderr.decode()[-2000:]}")
    write_certificate(data)
    give_away(data)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "ssl": "on",
        "fsync": "off",
        "synchronous_commit": "off",
        "max_connections": "60",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server = Server([os.path.join(binaries, "postgres"), "-D", data, *options], os.path.join(folder, "log"))
    server.wait_for(port)
    return server


def mariadb_binary() -> Optional[str]:
    return os.environ.get("DATASTACK_MARIADBD") or shutil.which("mariadbd", path=os.environ.get("PATH", "") + ":/usr/sbin")


def start_mariadb(folder: str, port: int) -> Server:
    """A server made by its own bootstrap mode, with one user, `admin`."""
    binary = mariadb_binary()
    base = os.path.dirname(os.path.dirname(os.path.realpath(binary)))
    share = next(path for path in (f"{base}/share/mysql", f"{base}/share/mariadb") if os.path.exists(f"{path}/mysql_system_tables.sql"))
    data = os.path.join(folder, "data")
    os.makedirs(data)
    write_certificate(folder)
    give_away(folder)
    common = ["--no-defaults", f"--basedir={base}", f"--datadir={data}", f"--lc-messages-dir={share}", f"--tmpdir={data}"]
    scripts = ["create database mysql;", "use mysql;"]
    for name in (
        "mysql_system_tables.sql",
        "mysql_performance_tables.sql",
        "mysql_system_tables_data.sql",
        "maria_add_gis_sp_bootstrap.sql",
    ):
        with open(f"{share}/{name}") as file:
            scripts.append(file.read())
    scripts.append(
        "insert into global_priv values ('127.0.0.1', 'admin', json_object('access', 18446744073709551615, 'plugin', 'mysql_native_password',"
        " 'authentication_string', password('admin-password')));"
    )
    bootstrap = [binary, *common, "--bootstrap", "--skip-networking"]
    done = subprocess.run(bootstrap, input="\n".join(scripts).encode(), capture_output=True, **unprivileged())
    if done.returncode:
        raise RuntimeError(f"MariaDB's bootstrap failed: {done.stderr.decode()[-2000:]}")
    options = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder}/socket", "--skip-name-resolve", "--skip-log-bin"]
    options += [f"--ssl-cert={folder}/server.crt", f"--ssl-key={folder}/server.key", f"--pid-file={folder}/pid"]
    server = Server([binary, *common, *options], os.path.join(folder, "log"))
    server.wait_for(port)
    return server


class Aws:
    """moto in this process; every request that is not boto3's own is kept as an action and a resource."""

    def __init__(self) -> None:
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        self.requests: List[Dict[str, str]] = []
        self.script = ""
        application = DomainDispatcherApplication(create_backend_app)

        def record(environment: Dict[str, Any], start_response: Any) -> Any:
            described = describe_request(environment)
            if self.script and described:
                self.requests.append({"script": self.script, **described})
            return application(environment, start_response)

        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.server = make_server("127.0.0.1", self.port, record, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.client = functools.lru_cache(maxsize=None)(self.new_client)

    def new_client(self, service: str) -> Any:
        """A client of the tests themselves: of a session of its own, so that its calls are not taken for a script's."""
        import boto3

        return boto3.session.Session().client(service, endpoint_url=self.endpoint, region_name="eu-west-1")

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()


def describe_request(environment: Dict[str, Any]) -> Optional[Dict[str, str]]:
    """The IAM action and the resource of a request."""
    by = "boto3" if "boto" in environment.get("HTTP_USER_AGENT", "").lower() else "Spark"
    target = environment.get("HTTP_X_AMZ_TARGET", "")
    if target:
        service = "glue" if target.startswith("AWSGlue") else "secretsmanager"
        return {"by": by, "action": f"{service}:{target.split('.')[1]}", "resource": ""}
    method, query = environment["REQUEST_METHOD"], urllib.parse.parse_qs(environment.get("QUERY_STRING", ""), keep_blank_values=True)
    path = urllib.parse.unquote(environment.get("RAW_URI", environment["PATH_INFO"]).split("?")[0])
    bucket, _, key = path.lstrip("/").partition("/")
    if method == "POST" and "delete" in query:
        return {"by": by, "action": "s3:DeleteObject", "resource": f"{bucket}/"}
    if not key:
        return {"by": by, "action": "s3:ListBucket", "resource": f"{bucket}/{query.get('prefix', [''])[0]}"}
    if method == "DELETE":
        action = "s3:AbortMultipartUpload" if "uploadId" in query else "s3:DeleteObject"
    else:
        action = "s3:GetObject" if method in ("GET", "HEAD") else "s3:PutObject"
    return {"by": by, "action": action, "resource": f"{bucket}/{key}"}
