"""Runs one job script as Glue does, against the test's AWS endpoint: `run_script.py <script> <arguments>`.

Every AWS call is appended to DATASTACK_CALLS as a line `<script> <action>`, by botocore's own `before-call` event. A test can make the
run kill itself: DATASTACK_KILL_AT names a function of `datastack_jobs`, and the run dies by SIGKILL when it is called.
"""

import json
import os
import runpy
import signal
import sys

import boto3
import botocore.session

script = os.path.abspath(sys.argv[1])
sys.path.insert(0, os.path.dirname(script))
endpoint = os.environ["DATASTACK_ENDPOINT"]
session = botocore.session.get_session()


def record(model, params, **_):
    with open(os.environ["DATASTACK_CALLS"], "a") as calls:
        calls.write(
            json.dumps({"script": os.path.basename(script), "operation": f"{model.service_model.service_name}:{model.name}"}) + "\n"
        )


session.register("before-call", record)
boto3.setup_default_session(botocore_session=session, region_name="eu-west-1")
original_client = boto3.client
boto3.client = lambda service, region_name=None: original_client(service, region_name=region_name or "eu-west-1", endpoint_url=endpoint)

kill_at = os.environ.get("DATASTACK_KILL_AT")
if kill_at:
    import datastack_jobs

    def die(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(datastack_jobs, kill_at, die)

sys.argv = [script, *sys.argv[2:]]
runpy.run_path(script, run_name="__main__")
