"""The call tables in the docstrings, from which the IAM policies are computed, against the calls that the other tests made.

Named so that it runs last: it judges what botocore reported (`before-call`), and what Spark asked of the AWS endpoint.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any, Dict, Set

import pytest
from conftest import SCRIPTS

ACTIONS: Dict[str, Set[str]] = {
    "s3:ListObjectsV2": {"s3:ListBucket"},
    "s3:CopyObject": {"s3:GetObject", "s3:PutObject"},
    "s3:UploadPartCopy": {"s3:GetObject", "s3:PutObject"},
    "s3:CreateMultipartUpload": {"s3:PutObject"},
    "s3:CompleteMultipartUpload": {"s3:PutObject"},
    "s3:DeleteObjects": {"s3:DeleteObject"},
}
# Only a failure makes these, and no test fails a copy or a write on the way.
AFTER_FAILURES = {"s3:AbortMultipartUpload"}
# Iceberg asks for it in some versions before it creates a table; not seen here, cheap to allow.
MAY_BE_MADE = {"glue:GetDatabase"}
NAMES = sorted(path.name for path in Path(SCRIPTS).glob("*.py") if path.name != "datastack_jobs.py")


def documented(script: str, by: str) -> Set[str]:
    docstring = ast.get_docstring(ast.parse((Path(SCRIPTS) / script).read_text()), clean=True)
    section = re.search(rf"Calls at run time, by {by}[^\n]*:\n((?:  [^\n]*\n?)+)", docstring or "")
    return set(re.findall(r"^  ([a-z0-9-]+:[A-Za-z]+)  ", section.group(1), re.MULTILINE)) if section else set()


@pytest.mark.parametrize("script", NAMES)
def test_scripts_are_python_3_9(script):
    ast.parse((Path(SCRIPTS) / script).read_text(), feature_version=(3, 9))


@pytest.mark.parametrize("script", NAMES)
def test_boto3_calls_are_those_in_the_docstring(script, calls_file):
    calls = [json.loads(line) for line in Path(calls_file).read_text().splitlines()] if Path(calls_file).exists() else []
    operations = {call["operation"] for call in calls if call["script"] == script}
    if not operations:
        pytest.skip(f"NOT PROVED: no test ran {script} in this selection")
    made = set().union(*(ACTIONS.get(operation, {operation}) for operation in operations))
    assert made <= documented(script, "boto3")
    assert documented(script, "boto3") - made <= AFTER_FAILURES


@pytest.mark.parametrize("script", [name for name in NAMES if name.endswith("_to_lake.py")])
def test_spark_calls_are_those_in_the_docstring(script, aws):
    requests = [request for request in aws.requests if request["script"] == script and request["by"] == "Spark"]
    if not requests:
        pytest.skip(f"NOT PROVED: no test ran {script} in this selection")
    made = {request["action"] for request in requests}
    assert made <= documented(script, "Spark")
    assert documented(script, "Spark") - made <= AFTER_FAILURES | MAY_BE_MADE


def test_no_request_leaves_the_folders_of_its_job(aws):
    """Every S3 request is below a dataset's folder, the state, the source's prefix or the program."""
    allowed = re.compile(
        r"^t\d+-(lake/(orders|items|tricky|names_true|names_false|folded|notes|who|files|media|absent|other)(/|$)"
        r"|jobs/state/it/[a-z_]+\.json$|drop/in/)"
    )
    outside: Dict[str, Any] = {}
    for request in aws.requests:
        # The keys of a DeleteObjects request are in its body.
        if request["action"].startswith("s3:") and request["action"] != "s3:DeleteObject" and not allowed.match(request["resource"]):
            outside[request["resource"]] = request
    assert list(outside.values())[:5] == []
