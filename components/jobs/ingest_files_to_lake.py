"""Takes the new objects below an S3 prefix into a table of a lake zone, or copies them as they are (Glue 5.0, Spark).

The state lists the objects that were taken, by key and etag (about a hundred bytes each: split a prefix of millions of objects). What a
run is going to take is saved before it writes, so that a run that was killed is repeated into the same batch, and takes nothing twice.
An object that is replaced under its key counts as new; its older rows stay. Every column of a csv file is text; in a json file, nested
values become JSON text. Spark changes two things in a csv file without a word: bytes that are not UTF-8 become the replacement
character, and in a file whose lines end with CR LF, a line break within quotes becomes LF.

Calls at run time, by boto3:
  s3:ListBucket                  bucket of `source`, prefix <prefix>; bucket of `state`, prefix <state>/<dataset>.json
  s3:GetObject                   <source>/<prefix>*; <state>/<dataset>.json
  s3:PutObject                   <state>/<dataset>.json; <location>/<dataset>/* (format `objects` only)
  s3:AbortMultipartUpload        <location>/<dataset>/* (format `objects` only, after a failed copy of an object over 5 GB)
  glue:GetTable                  catalog, database of `target`, table <dataset> (Parquet only)
  glue:CreateTable               catalog, database of `target`, table <dataset> (Parquet only)
  glue:UpdateTable               catalog, database of `target`, table <dataset> (Parquet only)

Calls at run time, by Spark (none with format `objects`):
  s3:ListBucket                  bucket of `source`, prefix <prefix>; bucket of `location`, prefix <dataset>/ and its parent folders
  s3:GetObject                   <source>/<prefix>*; <location>/<dataset>/*
  s3:PutObject                   <location>/<dataset>/*, and the folder markers <location>/<dataset>_$folder$ that EMRFS writes
  s3:DeleteObject                <location>/<dataset>/*, <location>/<dataset>_$folder$
  s3:AbortMultipartUpload        <location>/<dataset>/* (only after a failed write)
  glue:GetDatabase               catalog, database of `target` (Iceberg only)
  glue:GetTable                  catalog, database of `target`, table <dataset> (Iceberg only)
  glue:CreateTable               catalog, database of `target`, table <dataset> (Iceberg only)
  glue:UpdateTable               catalog, database of `target`, table <dataset> (Iceberg only)
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

from datastack_jobs import (
    Config,
    JobError,
    LAKE_TARGET,
    LakeTable,
    S3Object,
    SOURCE_FILES,
    append_iceberg_batch,
    batch_id,
    catalog_table,
    catalog_types,
    client,
    csv_header,
    iceberg_batch_is_committed,
    iceberg_types,
    job_arguments,
    json_documents,
    json_starts_with_array,
    lake_columns,
    lake_table,
    load_state,
    open_object,
    run_job,
    save_state,
    say,
    say_copied,
    source_objects,
    spark_session,
    split_s3,
    today,
    write_parquet_batch,
)

FIELDS = {"source": SOURCE_FILES, "dataset": str, "target": LAKE_TARGET, "state": str}
PARALLEL_REQUESTS = 16
OBJECTS_PER_SAVE = 1000
LARGEST_SINGLE_COPY = 5 * 1024**3
COPY_PART = 512 * 1024**2


@dataclass(frozen=True)
class Intake:
    """One dataset on its way."""

    source: Config
    lake: LakeTable
    state_folder: str

    def load_state(self) -> Config:
        return {"version": 0, "objects": {}, **load_state(self.state_folder, self.lake.dataset)}

    def save_state(self, state: Config) -> Config:
        save_state(self.state_folder, self.lake.dataset, state)
        return state


def main(argv: List[str]) -> None:
    config, _ = job_arguments(argv, FIELDS)
    intake = Intake(config["source"], lake_table(config["target"], config["dataset"]), config["state"].rstrip("/"))
    state = intake.load_state()
    found = source_objects(config["source"])
    if config["source"]["format"] == "objects":
        copy_objects(intake, state, found)
        return
    spark = spark_session(config["target"])
    if "pending" in state:
        state = repeat_pending(intake, spark, state, found)
    new = new_objects(state, found)
    if new:
        pending = {"load_date": today(), "objects": {item.key: item.etag for item in new}}
        take(intake, spark, intake.save_state({**state, "pending": pending}), new)
    else:
        say_copied(f"{intake.lake.dataset}: no new objects", time.monotonic(), 0)


def new_objects(state: Config, found: List[S3Object]) -> List[S3Object]:
    return [item for item in found if state["objects"].get(item.key) != item.etag]


# --- Into a table ---


def repeat_pending(intake: Intake, spark: Any, state: Config, found: List[S3Object]) -> Config:
    """Ends the batch of a run that was killed: written again, unless its commit is in the table."""
    say(f"{intake.lake.dataset}: the last run did not end; its batch is repeated")
    pending = state["pending"]
    if intake.lake.format == "iceberg" and iceberg_batch_is_committed(spark, intake.lake, batch_of(intake, state)):
        return intake.save_state(taken(state, pending["objects"]))
    still_there = [item for item in found if pending["objects"].get(item.key) == item.etag]
    if len(still_there) < len(pending["objects"]):
        say(f"{intake.lake.dataset}: {len(pending['objects']) - len(still_there)} objects of that batch were removed or replaced meanwhile")
    return take(intake, spark, state, still_there) if still_there else state


def batch_of(intake: Intake, state: Config) -> str:
    return batch_id(intake.lake.dataset, state["version"])


def taken(state: Config, objects: Dict[str, str]) -> Config:
    return {"version": state["version"] + 1, "objects": {**state["objects"], **objects}}


def take(intake: Intake, spark: Any, state: Config, objects: List[S3Object]) -> Config:
    started = time.monotonic()
    try:
        frame = lake_columns(read_objects(intake, spark, objects))
        if intake.lake.format == "iceberg":
            rows = append_iceberg_batch(spark, frame, intake.lake, batch_of(intake, state))
        else:
            rows, _ = write_parquet_batch(frame, intake.lake, state["pending"]["load_date"], batch_of(intake, state))
    except JobError:
        raise
    except Exception:
        find_bad_row(intake.source["format"], objects)
        raise
    state = intake.save_state(taken(state, {item.key: item.etag for item in objects}))
    say_copied(f"{intake.lake.dataset}: {len(objects)} objects", started, rows, sum(item.size for item in objects))
    return state


def read_objects(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    return {"csv": read_csv, "json": read_json, "parquet": read_parquet}[intake.source["format"]](intake, spark, objects)


def reader(spark: Any) -> Any:
    # Keys are names, not patterns: without this option, Spark expands `*`, `{` and `[` in them.
    return spark.read.option("mode", "FAILFAST").option("__globPaths__", "false")


def read_parquet(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    return reader(spark).option("mergeSchema", "true").format("parquet").load([item.uri for item in objects])


def read_csv(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    """Files with the same header are read together; the others' columns are added."""
    from pyspark.sql.types import StringType, StructField, StructType

    frames = []
    for header, uris in grouped(objects, header_of).items():
        schema = StructType([StructField(name, StringType()) for name in header])
        # An empty field is NULL, a quoted empty field is the empty string: for Spark both are `nullValue` when that is empty.
        options = {"header": "true", "multiLine": "true", "quote": '"', "escape": '"', "nullValue": "\u0001\u0002", "emptyValue": ""}
        frames.append(lake_columns(reader(spark).schema(schema).options(**options).format("csv").load(uris)))
    return union(frames)


def header_of(item: S3Object) -> Tuple[str, ...]:
    with open_object(item) as stream:
        return tuple(csv_header(item, stream)[0])


def read_json(intake: Intake, spark: Any, objects: List[S3Object]) -> Any:
    """Files of lines and files of one array are read apart, with the columns and types of all together."""
    groups = grouped(objects, json_starts_with_array)
    plain = {is_array: reader(spark).options(multiLine=is_array, allowNonNumericNumbers=False).format("json") for is_array in groups}
    schemas = [plain[is_array].option("dropFieldIfAllNull", True).load(uris).schema for is_array, uris in groups.items()]
    schema = json_schema(schemas, existing_types(intake, spark))
    return union([plain[is_array].schema(schema).load(uris) for is_array, uris in groups.items()])


def existing_types(intake: Intake, spark: Any) -> Dict[str, str]:
    if intake.lake.format == "iceberg":
        return iceberg_types(spark, intake.lake) or {}
    return catalog_types(catalog_table(intake.lake))


def json_schema(schemas: List[Any], existing: Dict[str, str]) -> Any:
    """One type a column: text where files differ and for nested values; a number is a double where the table or a file has one."""
    from pyspark.sql.types import DoubleType, StringType, StructField, StructType

    names = list(dict.fromkeys(name for schema in schemas for name in schema.names))
    fields = []
    for name in names:
        types = [schema[name].dataType for schema in schemas if name in schema.names]
        kinds = {type_.simpleString() for type_ in types}
        table_type = existing.get(name.lower())
        numeric = all(kind in ("bigint", "double") for kind in kinds)
        if numeric and (len(kinds) > 1 or table_type == "double"):
            chosen = DoubleType()
        elif len(kinds) > 1 or table_type == "string" or types[0].typeName() in ("struct", "array", "map"):
            chosen = StringType()
        else:
            chosen = types[0]
        fields.append(StructField(name, chosen))
    return StructType(fields)


def grouped(objects: List[S3Object], group_of: Any) -> Dict[Any, List[str]]:
    groups: Dict[Any, List[str]] = {}
    with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
        for item, group in zip(objects, pool.map(group_of, objects)):
            groups.setdefault(group, []).append(item.uri)
    return groups


def union(frames: List[Any]) -> Any:
    return functools.reduce(lambda first, second: first.unionByName(second, allowMissingColumns=True), frames)


def find_bad_row(format_: str, objects: List[S3Object]) -> None:
    """After a failure: reads the files again, one row at a time, to say which file and line it was."""
    for item in objects:
        if format_ == "json":
            for _ in json_documents(item):
                pass
        elif format_ == "csv":
            find_bad_csv_row(item)


def find_bad_csv_row(item: S3Object) -> None:
    with open_object(item) as stream:
        header, lines_before = csv_header(item, stream)
        rows = csv.reader(io.TextIOWrapper(stream, "utf-8", errors="replace", newline=""), strict=True)
        line = lines_before + 1
        try:
            for row in rows:
                if row and len(row) != len(header):
                    raise JobError(f"{item.uri} line {line}: {len(row)} fields, but the header has {len(header)}")
                line = lines_before + rows.line_num + 1
        except csv.Error as error:
            raise JobError(f"{item.uri} line {line}: {error}") from error


# --- As they are ---


def copy_objects(intake: Intake, state: Config, found: List[S3Object]) -> None:
    """Copies within S3, byte for byte; a repeated copy replaces itself."""
    started = time.monotonic()
    new = new_objects(state, found)
    objects = iter(new)
    with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
        while batch := list(itertools.islice(objects, OBJECTS_PER_SAVE)):
            list(pool.map(lambda item: copy_object(intake, item), batch))
            state = intake.save_state(taken(state, {item.key: item.etag for item in batch}))
    say_copied(f"{intake.lake.dataset}: {len(new)} objects", started, size=sum(item.size for item in new))


def copy_object(intake: Intake, item: S3Object) -> None:
    bucket, folder = split_s3(intake.lake.folder)
    key = f"{folder}/{item.key[len(intake.source['prefix']) :].lstrip('/')}"
    target = {"Bucket": bucket, "Key": key}
    source = {"CopySource": {"Bucket": item.bucket, "Key": item.key}, "CopySourceIfMatch": item.etag}
    if item.size <= LARGEST_SINGLE_COPY:
        # Tags are not copied: that would need a right to read and to write tags.
        client("s3").copy_object(**target, **source, TaggingDirective="REPLACE")
        return
    upload = {**target, "UploadId": client("s3").create_multipart_upload(**target)["UploadId"]}
    try:
        parts = []
        for number, start in enumerate(range(0, item.size, COPY_PART), 1):
            last_byte = min(start + COPY_PART, item.size) - 1
            answer = client("s3").upload_part_copy(**upload, **source, PartNumber=number, CopySourceRange=f"bytes={start}-{last_byte}")
            parts.append({"PartNumber": number, "ETag": answer["CopyPartResult"]["ETag"]})
        client("s3").complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    except Exception:
        client("s3").abort_multipart_upload(**upload)
        raise


if __name__ == "__main__":
    run_job(main)
