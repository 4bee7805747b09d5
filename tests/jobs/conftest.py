"""Fixtures: one PostgreSQL, one MariaDB, one AWS endpoint and one Spark session for the whole run; a database and buckets per test."""

from __future__ import annotations

import contextlib
import importlib
import io
import itertools
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest

HERE = Path(__file__).parent
SCRIPTS = HERE.parent.parent / "components" / "jobs"
sys.path[:0] = [str(HERE), str(SCRIPTS)]

import servers  # noqa: E402

RUN = "run0000000000001"
PACKAGES = [
    "org.postgresql:postgresql:42.7.4",
    "com.mysql:mysql-connector-j:8.4.0",
    "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.7.1",
    "org.apache.iceberg:iceberg-aws-bundle:1.7.1",
    "org.apache.hadoop:hadoop-aws:3.3.4",
    "com.amazonaws:aws-java-sdk-s3:1.12.262",
    "com.amazonaws:aws-java-sdk-sts:1.12.262",
    "com.amazonaws:aws-java-sdk-dynamodb:1.12.262",
]
os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "TZ": "UTC",
    }
)


def pytest_configure(config: Any) -> None:
    import time

    time.tzset()


@dataclass
class Result:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def aws() -> Any:
    server = servers.Aws()
    os.environ["AWS_ENDPOINT_URL"] = server.endpoint
    yield server
    server.stop()


@pytest.fixture(scope="session")
def calls_file(aws: Any, tmp_path_factory: Any) -> str:
    """Every AWS call of a script is a line here. The scripts that run in this process call through boto3's default session."""
    import boto3

    path = str(tmp_path_factory.mktemp("calls") / "calls.jsonl")

    def record(model: Any, **_: Any) -> None:
        if aws.script:
            with open(path, "a") as calls:
                calls.write(json.dumps({"script": aws.script, "operation": f"{model.service_model.service_name}:{model.name}"}) + "\n")

    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("before-call", record)
    return path


@pytest.fixture(scope="session")
def postgres_port(tmp_path_factory: Any) -> Any:
    port = servers.free_port()
    folder = tmp_path_factory.mktemp("postgres")
    for parent in [folder, *list(folder.parents)[:2]]:
        parent.chmod(0o755)
    server = servers.start_postgres(str(folder), port)
    yield port
    server.stop(signal.SIGINT)


@pytest.fixture(scope="session")
def mariadb_port(tmp_path_factory: Any) -> Any:
    if not servers.mariadb_binary():
        pytest.skip("NOT PROVED: the MySQL side, because there is no mariadbd here (Debian's mariadb-server)")
    port = servers.free_port()
    folder = tmp_path_factory.mktemp("mariadb")
    for parent in [folder, *list(folder.parents)[:2]]:
        parent.chmod(0o755)
    server = servers.start_mariadb(str(folder), port)
    yield port
    server.stop(signal.SIGTERM)


@pytest.fixture(scope="session")
def spark(aws: Any) -> Any:
    import datastack_jobs

    catalog = "spark.sql.catalog.glue_catalog"
    settings = {
        "spark.master": "local[2]",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        # A few rows in each test: compiling them well costs more than it saves.
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.jars.ivy": str(HERE.parent.parent / ".cache" / "jobs-ivy"),
        "spark.jars.packages": ",".join(PACKAGES),
        # The whole SDK in one jar is 280 MB; the three modules above are what S3A needs of it.
        "spark.jars.excludes": "com.amazonaws:aws-java-sdk-bundle,com.google.protobuf:protobuf-java",
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.fs.s3a.endpoint": aws.endpoint,
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled": "false",
        "spark.hadoop.fs.s3a.directory.marker.retention": "keep",
        f"{catalog}.glue.endpoint": aws.endpoint,
        f"{catalog}.s3.endpoint": aws.endpoint,
        f"{catalog}.s3.path-style-access": "true",
        f"{catalog}.client.region": "eu-west-1",
    }
    os.environ["DATASTACK_SPARK_SETTINGS"] = json.dumps(settings)
    session = datastack_jobs.spark_session({"format": "iceberg", "location": "s3://unused"})
    session.sparkContext.setLogLevel("OFF")
    os.environ["DATASTACK_SPARK_SETTINGS"] = "{}"
    yield session
    session.stop()


counter = itertools.count(1)


@dataclass
class World:
    """One test's databases and buckets, and the means to run a script in it."""

    aws: Any
    name: str
    calls_file: str
    port: Optional[int] = None
    request: Any = None
    opened: List[Any] = field(default_factory=list)

    # AWS

    def s3(self) -> Any:
        return self.client("s3")

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def put(self, bucket: str, key: str, body: Any) -> None:
        self.s3().put_object(Bucket=f"{self.name}-{bucket}", Key=key, Body=body.encode() if isinstance(body, str) else body)

    def keys(self, bucket: str, prefix: str = "") -> List[str]:
        answer = self.s3().list_objects_v2(Bucket=f"{self.name}-{bucket}", Prefix=prefix)
        return [item["Key"] for item in answer.get("Contents", [])]

    def get(self, bucket: str, key: str) -> bytes:
        return self.s3().get_object(Bucket=f"{self.name}-{bucket}", Key=key)["Body"].read()

    def table(self, dataset: str) -> Any:
        return self.client("glue").get_table(DatabaseName=self.database, Name=dataset)["Table"]

    @property
    def database(self) -> str:
        return f"{self.name}_raw"

    def lake(self, format_: str = "parquet") -> Dict[str, str]:
        return {"format": format_, "database": self.database, "location": f"s3://{self.name}-lake"}

    @property
    def state(self) -> str:
        return f"s3://{self.name}-jobs/state/it"

    def state_of(self, dataset: str) -> Any:
        return json.loads(self.get("jobs", f"state/it/{dataset}.json"))

    # PostgreSQL

    def connection(self, database: str, **changes: Any) -> Dict[str, Any]:
        base = {"engine": "postgresql", "host": "127.0.0.1", "port": self.port, "database": f"{self.name}_{database}"}
        return {**base, "secret": "test/admin", **changes}

    def sql(self, database: str, text: str, *parameters: Any) -> Any:
        import psycopg2

        name = f"{self.name}_{database}" if database != "postgres" else database
        connection = psycopg2.connect(host="127.0.0.1", port=self.port, dbname=name, user="admin", password="admin-password")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(text, parameters or None)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    # Scripts

    def shell(self, script: str, config: Any, run: str = RUN, kill_at: str = "", background: bool = False) -> Any:
        """Runs a Python shell script in a process of its own."""
        environment = {
            **os.environ,
            "DATASTACK_ENDPOINT": self.aws.endpoint,
            "DATASTACK_CALLS": self.calls_file,
            "DATASTACK_KILL_AT": kill_at,
        }
        python = os.environ.get("DATASTACK_SHELL_PYTHON", sys.executable)
        command = [python, str(HERE / "run_script.py"), str(SCRIPTS / script), *glue_arguments(config, run)]
        if background:
            return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        return Result(done.returncode, done.stdout, done.stderr)

    def spark_job(self, script: str, config: Any, run: str = RUN) -> Result:
        """Runs a Spark script in this process, in the shared session."""
        import datastack_jobs

        module = importlib.import_module(script[: -len(".py")])
        out, err, argv, code = io.StringIO(), io.StringIO(), sys.argv, 0
        sys.argv, self.aws.script = [script, *glue_arguments(config, run)], script
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                datastack_jobs.run_job(module.main)
        except SystemExit as exit_:
            err.write(f"{exit_.code}\n")
            code = 1
        finally:
            sys.argv, self.aws.script = argv, ""
        return Result(code, out.getvalue(), err.getvalue())


def copied(table: str, dataset: str, key: Any = (), cursor: Any = None) -> Any:
    """A table of a job's configuration, without the fields that it does not have."""
    return {"table": table, "dataset": dataset, **({"key": list(key)} if key else {}), **({"cursor": cursor} if cursor else {})}


def glue_arguments(config: Any, run: str) -> List[str]:
    """The job's own arguments among those that Glue adds."""
    own = ["--datastack_config", json.dumps(config), "--datastack_run", run]
    return [
        "--job-language",
        "python",
        "--TempDir",
        "s3://x/tmp",
        *own,
        "--conf",
        "spark.x=y",
        "--enable-metrics",
        "true",
        "--JOB_ID",
        "j_1",
    ]


@pytest.fixture
def world(aws: Any, calls_file: str, request: Any) -> World:
    world = World(aws, f"t{next(counter)}", calls_file)
    for bucket in ("lake", "jobs", "drop"):
        world.s3().create_bucket(Bucket=f"{world.name}-{bucket}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    world.client("glue").create_database(DatabaseInput={"Name": world.database})
    secrets = world.client("secretsmanager")
    with contextlib.suppress(secrets.exceptions.ResourceExistsException):
        secrets.create_secret(Name="test/admin", SecretString=json.dumps({"username": "admin", "password": "admin-password"}))
    if {"databases", "mysql"} & set(request.fixturenames):
        world.port = request.getfixturevalue("postgres_port")
        for database in ("source", "warehouse"):
            world.sql("postgres", f"create database {world.name}_{database}")
        world.sql("warehouse", "create schema raw")
    return world


@pytest.fixture
def databases(postgres_port: int) -> None:
    """Asks for a source and a warehouse in the test's world."""
