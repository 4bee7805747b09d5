import type { LakeTableProgram } from "../../compiler/model/graph";
import { expression, inOrder, sameInput, single, stateName, textLiteral, type Part } from "./asl";
import { alreadyThere, notFound, queryTimeoutSeconds } from "./task-limits";
import { type TaskSetting, callTask, dropEntry, queryTask, runText, transformWorkgroup, withRun } from "./tasks";

/**
 * A table of the lake that is made anew: readers see the old rows until the new ones are all there.
 *
 * A query makes a table of another name in a folder of its own. Its definition is read and its name removed at once, so that a run that dies later
 * leaves no second table behind, and then the table takes the definition over in one call: Glue switches from one to the other for all readers. For
 * Parquet that is the folder and the columns, for Iceberg the place of the metadata as well, all of it parts of the definition.
 *
 * The state after these states is `{"previous": <folder of the definition before>}`.
 */
export function refreshTable(setting: TaskSetting, node: string, program: LakeTableProgram): Part {
  const { database, table } = program;
  const temporary = withRun(program.temporaryTable);
  const names = {
    create: stateName(node, "make"),
    readNew: stateName(node, "read new"),
    dropNew: stateName(node, "drop new name"),
    readCurrent: stateName(node, "read current"),
    decide: stateName(node, "same kind?"),
    update: stateName(node, "switch"),
    dropCurrent: stateName(node, "drop current"),
    createCurrent: stateName(node, "name"),
  };
  const make = inOrder([
    single(
      names.create,
      queryTask(setting, {
        statement: withRun(program.createTable),
        database,
        workgroup: transformWorkgroup(setting, program),
        output: {},
      }),
    ),
    single(
      names.readNew,
      callTask(setting, {
        service: "glue",
        action: "getTable",
        arguments: { DatabaseName: database, Name: temporary },
        output: expression(`{'definition': ${tableInput(table)}}`),
      }),
    ),
    single(names.dropNew, dropEntry(setting, { database, table: temporary }, names.readCurrent)),
  ])(names.readCurrent);

  return (next) => ({
    startAt: make.startAt,
    states: {
      ...make.states,
      [names.readCurrent]: {
        ...callTask(setting, {
          service: "glue",
          action: "getTable",
          arguments: { DatabaseName: database, Name: table },
          output: expression(readCurrent),
          catches: [
            {
              ErrorEquals: [notFound],
              Output: expression("{'definition': $states.input.definition, 'previous': ''}"),
              Next: names.createCurrent,
            },
          ],
        }),
        Next: names.decide,
      },
      [names.decide]: {
        Type: "Choice",
        Choices: [{ Condition: expression("$states.input.same"), Next: names.update }],
        Default: names.dropCurrent,
      },
      [names.update]: {
        ...callTask(setting, {
          service: "glue",
          action: "updateTable",
          arguments: { DatabaseName: database, TableInput: expression("$states.input.definition"), SkipArchive: true },
          output: previousOnly,
        }),
        Next: next,
      },
      // A view, or a table of another format, does not become this table by an update.
      [names.dropCurrent]: dropEntry(setting, { database, table }, names.createCurrent),
      [names.createCurrent]: {
        ...callTask(setting, {
          service: "glue",
          action: "createTable",
          arguments: { DatabaseName: database, TableInput: expression("$states.input.definition") },
          output: previousOnly,
          // Another run, which refreshes the table too, was first.
          catches: [{ ErrorEquals: [alreadyThere], Output: sameInput, Next: names.readCurrent }],
        }),
        Next: next,
      },
    },
  });
}

const previousOnly = { previous: expression("$states.input.previous") };

/** The parts of a Glue table that its input takes (AWS Glue API, "TableInput"); what a table does not have is left out. */
function tableInput(name: string): string {
  return `(
    $table := $states.result.Table;
    $merge([
      {'Name': ${textLiteral(name)}},
      $sift($table, function($value, $key) { $key in ['Description', 'Owner', 'Retention', 'StorageDescriptor', 'PartitionKeys', 'TableType', 'Parameters'] })
    ])
  )`;
}

const readCurrent = `(
  $new := $states.input.definition;
  $table := $states.result.Table;
  $kind := function($definition) {
    $exists($definition.Parameters.table_type) ? $lowercase($definition.Parameters.table_type) : $string($definition.TableType)
  };
  {
    'definition': $new,
    'previous': $exists($table.StorageDescriptor.Location) ? $table.StorageDescriptor.Location : '',
    'same': $kind($new) = $kind($table)
  }
)`;

/** Keys of a page: with the longest keys and all that S3 says of each, a page stays below the 256 KiB of a state. */
const keysOfPage = 200;

/**
 * Removes what runs before left in the table's folder, and the names of runs that died between making and naming a table.
 *
 * The folder that the table had until now is kept until the next run, since queries that began before the switch still read it. In a bucket with
 * versions all of it can be restored for a while.
 *
 * @param shared - Whether another run refreshes the table too, and so may be at it now: its files are not in the catalog yet, or are since a moment, so
 *   that only files are removed that are older than a query can take.
 */
export function removeOldFiles(setting: TaskSetting, node: string, program: LakeTableProgram, shared: boolean): Part {
  const { database, table } = program;
  const { bucket, prefix } = splitLocation(program.location, table);
  const names = {
    list: stateName(node, "list old files"),
    decide: stateName(node, "any old files?"),
    dropNames: stateName(node, "drop old names"),
    remove: stateName(node, "remove old files"),
    failed: stateName(node, "old files stay"),
  };
  const catalogNames = `$states.input.runs.(${textLiteral(`${table}__`)} & $)`;
  return (next) => ({
    startAt: names.list,
    states: {
      [names.list]: {
        ...callTask(setting, {
          service: "s3",
          action: "listObjectsV2",
          arguments: {
            Bucket: bucket,
            Prefix: prefix,
            MaxKeys: keysOfPage,
            StartAfter: expression(`$exists($states.input.after) ? $states.input.after : ${textLiteral(prefix)}`),
          },
          output: expression(oldFiles(bucket, prefix, runText(program.location), shared)),
        }),
        Next: names.decide,
      },
      [names.decide]: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$states.input.errors != ''"), Next: names.failed },
          { Condition: expression("$count($states.input.objects) > 0 and $count($states.input.runs) > 0"), Next: names.dropNames },
          { Condition: expression("$count($states.input.objects) > 0"), Next: names.remove },
          { Condition: expression("$states.input.after != ''"), Next: names.list },
        ],
        Default: next,
      },
      [names.dropNames]: {
        ...callTask(setting, {
          service: "glue",
          action: "batchDeleteTable",
          arguments: { DatabaseName: database, TablesToDelete: expression(`[${catalogNames}]`) },
        }),
        Next: names.remove,
      },
      [names.remove]: {
        ...callTask(setting, {
          service: "s3",
          action: "deleteObjects",
          arguments: { Bucket: bucket, Delete: { Objects: expression("$states.input.objects"), Quiet: true } },
          output: expression(
            "{'previous': $states.input.previous, 'after': $states.input.after, 'objects': [], 'runs': [], " +
              "'errors': $join([$distinct($states.result.Errors.Code)], ', ')}",
          ),
        }),
        Next: names.decide,
      },
      [names.failed]: {
        Type: "Fail",
        Error: "OldFilesStay",
        Cause: expression(
          `${textLiteral(`S3 did not delete files of earlier runs below s3://${bucket}/${prefix}: `)} & $states.input.errors`,
        ),
      },
    },
  });
}

/** The files of a page that belong neither to this run nor to the definition before it, and the runs that they belong to. */
function oldFiles(bucket: string, prefix: string, location: string, shared: boolean): string {
  const isOldEnough = shared
    ? `$toMillis(LastModified) < $toMillis($states.context.State.EnteredTime) - ${2 * queryTimeoutSeconds * 1000}`
    : "true";
  return `(
    $place := ${textLiteral(`s3://${bucket}/`)};
    $folder := function($location) { $substring($location, $length($location) - 1) = '/' ? $location : $location & '/' };
    $kept := [$folder(${location}), $states.input.previous = '' ? '' : $folder($states.input.previous)];
    $keeps := function($key, $kept) { $kept != '' and $substring($place & $key, 0, $length($kept)) = $kept };
    $files := $states.result.Contents;
    $old := $files[$not($keeps(Key, $kept[0])) and $not($keeps(Key, $kept[1])) and ${isOldEnough}].Key;
    $runs := $distinct($old.($match($substring($, ${prefix.length}), /^[0-9a-f]{16}\\//).match));
    {
      'previous': $states.input.previous,
      'objects': [$old.{'Key': $}],
      'runs': [$runs.$substring($, 0, 16)],
      'after': $states.result.IsTruncated ? $files[-1].Key : '',
      'errors': ''
    }
  )`;
}

/** `s3://<bucket>/<table>/{run}/` → bucket and `<table>/`. */
function splitLocation(location: string, table: string): { readonly bucket: string; readonly prefix: string } {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.+\/)\{run\}\/$/.exec(location) ?? [];
  if (bucket === undefined || prefix === undefined) throw new Error(`The table ${table} has no folder of its own: ${location}`);
  return { bucket, prefix };
}
