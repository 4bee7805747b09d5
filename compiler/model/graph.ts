/**
 * The stack graph: what one environment of a spec means, with every reference resolved, every default filled and every physical name known.
 *
 * It is plain data, sorted by name, so that the same spec gives the same graph whatever the order of its keys. The Pulumi program, the plan and the
 * local run all start from it.
 */
export interface StackGraph {
  readonly identity: Identity;
  /** Present only when something in the stack needs a network. */
  readonly network?: Network;
  readonly lake?: Lake;
  readonly warehouse?: Warehouse;
  readonly ingestions: readonly Ingestion[];
  readonly transforms: readonly Transform[];
  /** Lake tables that warehouse SQL reads, and so are copied into the warehouse. */
  readonly loads: readonly Load[];
  /** Iceberg tables that the stack makes, with what keeps them fast and small. */
  readonly maintenance: readonly Maintenance[];
  readonly datasets: readonly Dataset[];
  /** What starts by itself, and what it does in which order. */
  readonly runs: readonly Run[];
  readonly groups: readonly Group[];
  readonly alerts?: Alerts;
}

/** A JSON pointer (RFC 6901) into the resolved spec: where a node was declared. */
export type SpecPointer = string;

/** A dataset's reference in the spec: `<store>.<zone or schema>.<table>`. */
export type DatasetId = string;

/** Who the stack is and where it runs; what every physical name and tag derives from. */
export interface Identity {
  readonly stack: string;
  readonly environment: string;
  readonly owner: string;
  readonly description?: string;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly partition: "aws" | "aws-cn" | "aws-us-gov";
  /** Whether resources that hold data are protected against deletion and replacement. */
  readonly protected: boolean;
  /** The tags that the spec adds. */
  readonly tags: Readonly<Record<string, string>>;
}

export type Network = CreatedNetwork | ExistingNetwork;

export interface CreatedNetwork {
  readonly kind: "created";
  readonly pointer: SpecPointer;
  readonly cidr: string;
  /** Full names of the availability zones, `eu-west-1a`. */
  readonly zones: readonly string[];
}

export interface ExistingNetwork {
  readonly kind: "existing";
  readonly pointer: SpecPointer;
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly egress: "endpoints" | "internet";
}

export interface Lake {
  readonly pointer: SpecPointer;
  readonly encryption: "kms" | "s3";
  readonly accessLogs: boolean;
  /** The most bytes that one query may read. */
  readonly scanLimitBytes: number;
  readonly zones: readonly Zone[];
}

export interface Zone {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly description?: string;
  readonly movedFrom?: string;
  readonly format: "parquet" | "iceberg";
  readonly retentionDays?: number;
  readonly archiveDays?: number;
  /** Only on iceberg zones. */
  readonly snapshotDays?: number;
  readonly versioning: boolean;
  /** Physical name of the bucket. */
  readonly bucket: string;
  /** Physical name of the Glue database. */
  readonly database: string;
}

export type Warehouse = AuroraWarehouse | ExistingWarehouse;

export interface WarehouseBase {
  readonly pointer: SpecPointer;
  /** Name of the database on the server. */
  readonly database: string;
  /** The declared schemas and, for each zone that has loads, the schema of its copies. */
  readonly schemas: readonly WarehouseSchema[];
  /** Who may do what in the database, as data: what the Pulumi components grant and what a local run grants. */
  readonly grants: DatabaseGrants;
}

export interface AuroraWarehouse extends WarehouseBase {
  readonly engine: "aurora-postgresql";
  /** Aurora capacity units. */
  readonly capacity: { readonly min: number; readonly max: number };
}

export interface ExistingWarehouse extends WarehouseBase {
  readonly engine: "postgresql";
  readonly host: string;
  readonly port: number;
  /** Name of the secret in AWS Secrets Manager with username and password. */
  readonly secret: string;
}

export interface WarehouseSchema {
  /** Name in the spec; `lake_<zone>` for the copies of a zone. */
  readonly name: string;
  /** Name in the database: hyphens are underscores. */
  readonly sqlName: string;
  readonly pointer: SpecPointer;
  /** The zone whose tables are copied here. */
  readonly copyOfZone?: string;
}

export interface DatabaseGrants {
  /**
   * Role without login that owns schemas and tables; undefined where the jobs' user owns them (an existing server). Like that user, it needs
   * TEMPORARY on the database: the statements of transforms stage their rows in temporary tables.
   */
  readonly ownerRole?: string;
  /** Role with IAM login that the jobs use and that is a member of the owner; undefined on an existing server. */
  readonly jobRole?: string;
  readonly groups: readonly DatabaseGroup[];
  /** One entry a schema and role, privileges merged. */
  readonly schemaGrants: readonly SchemaGrant[];
  /** Grants on single tables: the job that makes the table applies them, since the table does not exist before. */
  readonly tableGrants: readonly TableGrant[];
}

export interface DatabaseGroup {
  /** Name of the access group. */
  readonly group: string;
  /** Name of its role in the database. */
  readonly role: string;
  /** Whether the role can log in (with an IAM token); on an existing server its administrators make people members of it. */
  readonly login: boolean;
  readonly pointer: SpecPointer;
}

export type TablePrivilege = "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "TRUNCATE" | "REFERENCES";

export interface SchemaGrant {
  /** Name in the database. */
  readonly schema: string;
  readonly role: string;
  readonly schemaPrivileges: readonly ("USAGE" | "CREATE")[];
  /** On all tables of the schema, present and future; empty when the group may use only single tables. */
  readonly tablePrivileges: readonly TablePrivilege[];
}

export interface TableGrant {
  readonly schema: string;
  readonly table: string;
  readonly role: string;
  readonly privileges: readonly TablePrivilege[];
}

/** A zone of the lake or a schema of the warehouse. */
export interface Container {
  readonly store: "lake" | "warehouse";
  /** Name of the zone, or of the schema as the spec spells it. */
  readonly name: string;
}

export interface Dataset {
  readonly id: DatasetId;
  readonly container: Container;
  /** Physical name of the table in its catalog or database. */
  readonly table: string;
  readonly producer: NodeId;
  readonly pointer: SpecPointer;
  /** Whether a stream feeds it: it is refreshed all the time and starts no run. */
  readonly streaming: boolean;
  /** Whether SQL can read it; objects that are taken as they are have no table. */
  readonly queryable: boolean;
  /**
   * For a table in the warehouse: statements that make the privileges of the stack's groups on it what the spec says, whatever they were. Who makes
   * the table runs them after it, in the same transaction and as the owner. (A transform's `statements` hold them already.) Empty in the lake.
   */
  readonly grants: readonly string[];
}

/** `ingestion.<name>` or `transforms.<name>`. */
export type NodeId = string;

export type Ingestion = DatabaseIngestion | FileIngestion | StreamIngestion;

export interface IngestionBase {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly description?: string;
  readonly movedFrom?: string;
  readonly target: Container;
}

export interface DatabaseIngestion extends IngestionBase {
  readonly kind: "database";
  readonly source: DatabaseSource;
  readonly tables: readonly IngestedTable[];
}

export interface FileIngestion extends IngestionBase {
  readonly kind: "files";
  readonly source: FileSource;
  readonly dataset: DatasetId;
  readonly table: string;
}

export interface StreamIngestion extends IngestionBase {
  readonly kind: "stream";
  readonly source: StreamSource;
  readonly dataset: DatasetId;
  readonly table: string;
}

export interface DatabaseSource {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly engine: "postgresql" | "mysql";
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Name of the secret in AWS Secrets Manager with username and password. */
  readonly secret: string;
}

export interface FileSource {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly bucket: string;
  readonly prefix: string;
  readonly format: "csv" | "json" | "parquet" | "objects";
  /** ARN of the key of the bucket, when it has one of its own. */
  readonly kmsKey?: string;
}

export interface StreamSource {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly origins: readonly string[];
  /** Columns beside `event_id` and `received_at`, sorted by name; undefined: one column `payload`, the JSON as text. */
  readonly columns?: readonly StreamColumn[];
}

export interface StreamColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "bigint" | "double" | "boolean" | "date" | "timestamp";
}

export interface IngestedTable {
  /** As the spec spells it: `table` or `schema.table`. */
  readonly sourceTable: string;
  readonly pointer: SpecPointer;
  readonly dataset: DatasetId;
  /** Physical name in the target. */
  readonly table: string;
  readonly key: readonly string[];
  readonly cursor?: string;
}

export type Materialization =
  { readonly kind: "table" } | { readonly kind: "view" } | { readonly kind: "incremental"; readonly key: readonly string[] };

export interface Transform {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly description?: string;
  readonly movedFrom?: string;
  readonly target: Container;
  readonly dataset: DatasetId;
  /** Physical name of the table. */
  readonly table: string;
  readonly materialization: Materialization;
  /** Path of the SQL file, as the spec says it. */
  readonly sqlFile: string;
  /** The rendered select, with physical names, in the dialect of the engine that runs it. */
  readonly select: string;
  /** Datasets that the select and the checks read, sorted. */
  readonly reads: readonly DatasetId[];
  readonly checks: readonly Check[];
  /**
   * For the warehouse: the statements of one run, in order, each one command, to be run in one transaction (read committed) by a job that may have
   * done `set role`; empty for the lake. They include the grants on the table.
   */
  readonly statements: readonly string[];
  /** For the lake: the Athena statements of one run; undefined for the warehouse. */
  readonly lakeProgram?: LakeProgram;
}

/**
 * The Athena statements of one lake transform. A text with the token `{run}` is sent with every `{run}` replaced by the run's id (`[a-z0-9]{16}`); the
 * compiler refuses a select that holds the token itself. Each text is one statement without a semicolon.
 *
 * CTAS into Parquet files with a location of its own is refused in a workgroup that enforces the location of its results (Athena User Guide, "Troubleshoot
 * workgroup errors"), so `createTable` of a Parquet table is for a workgroup that does not; Iceberg tables are not concerned.
 */
export type LakeProgram = LakeTableProgram | LakeIncrementalProgram | LakeViewProgram;

export interface LakeProgramBase {
  /** Physical name of the Glue database. */
  readonly database: string;
  /** Physical name of the table or view. */
  readonly table: string;
  /**
   * One query over all checks, to be run after the rest: a row (`name`, `failures`) for each check that found offending rows, no row when all hold;
   * undefined without checks.
   */
  readonly checksQuery?: string;
}

/** A table made anew: `createTable`, then the Glue table `table` takes over the definition of `temporaryTable`, whose entry is deleted (not its data). */
export interface LakeTableProgram extends LakeProgramBase {
  readonly kind: "table";
  readonly format: "parquet" | "iceberg";
  /** Has `{run}`: `create table "<database>"."<temporaryTable>" with (…location…) as <select>`. */
  readonly createTable: string;
  /** Has `{run}`: `<table>__{run}`. */
  readonly temporaryTable: string;
  /** Has `{run}`: `s3://<bucket>/<table>/{run}/`, a folder that only this run writes. */
  readonly location: string;
}

/** Rows merged into an Iceberg table by key: `createTable` when `table` does not exist in Glue, else the merge. */
export interface LakeIncrementalProgram extends LakeProgramBase {
  readonly kind: "incremental";
  /** Has `{run}`: `create table "<database>"."<table>" with (…location…) as <select>`. */
  readonly createTable: string;
  /** Has `{run}`: `s3://<bucket>/<table>/{run}/`; where the table stays. */
  readonly location: string;
  /** The rendered select, for who wants to build the merge from its parts. */
  readonly select: string;
  readonly key: readonly string[];
  /**
   * `merge into "<database>"."<table>" as target using (<select>) as source on target."<key>" = source."<key>" and …`, to be completed with the
   * columns of the Glue table (all of them, also the key; double quotes inside a name doubled):
   * ` when matched then update set "a" = source."a", … when not matched then insert ("a", …) values (source."a", …)`.
   */
  readonly mergeHead: string;
}

export interface LakeViewProgram extends LakeProgramBase {
  readonly kind: "view";
  /** `create or replace view "<database>"."<table>" as <select>`; fails when a table of this name exists, which the run deletes from Glue first. */
  readonly createView: string;
}

export interface Check {
  /** As people know it: `not_null day`. */
  readonly name: string;
  readonly pointer: SpecPointer;
  /** A select of the offending rows, with physical names. */
  readonly sql: string;
}

/** A lake table copied into the warehouse: all of it, each time before what reads it there. */
export interface Load {
  /** The lake dataset. */
  readonly dataset: DatasetId;
  readonly zone: string;
  /** Physical name of the table in the lake, and of its copy. */
  readonly table: string;
  /** Name in the database of the schema of the copies: `lake_<zone>`. */
  readonly schema: string;
  /** Of the lake dataset. */
  readonly pointer: SpecPointer;
  /** Folder of the unloaded files, without the run: `s3://<jobs bucket>/unload/<dataset>`; a run's files are in `<files>/<run>/`. */
  readonly files: string;
  /** Has the token `{run}` (see LakeProgram): the Athena statement that writes all rows as Parquet to `<files>/{run}/`. */
  readonly unload: string;
  /** As Dataset.grants, for the copy. */
  readonly grants: readonly string[];
}

/** What an Iceberg table needs from time to time. */
export interface Maintenance {
  readonly dataset: DatasetId;
  /** Of the dataset. */
  readonly pointer: SpecPointer;
  /** Physical name of the Glue database. */
  readonly database: string;
  /** Physical name of the table. */
  readonly table: string;
  /**
   * Athena statements, to be run one after the other: set the age of snapshots, compact (`OPTIMIZE`), expire snapshots (`VACUUM`). Skipped while the
   * table does not exist. The last two may have to be repeated: they stop with ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED or ICEBERG_VACUUM_MORE_RUNS_NEEDED.
   */
  readonly statements: readonly string[];
}

export interface Run {
  /**
   * Name of the node whose schedule starts it, or `iceberg-maintenance` (`iceberg-maintenance-2` …); unique in the stack: when an ingestion and a transform of one name both
   * start runs, the transform's is `<name>-transform`.
   */
  readonly name: string;
  /** Of the schedule; of the node when it has none (files, which run on arrival unless told otherwise); of the lake for the maintenance. */
  readonly pointer: SpecPointer;
  readonly trigger: Trigger;
  /** Steps by level: a level starts when the one before it is done. */
  readonly levels: readonly (readonly Step[])[];
}

export type Trigger =
  | {
      readonly kind: "schedule";
      /** In the syntax of Amazon EventBridge Scheduler: `rate(15 minutes)`, `cron(30 5 * * ? *)`. */
      readonly expression: string;
      /** IANA name. */
      readonly timezone: string;
      /** As the spec says it: `every 15 minutes`, `30 5 * * * Europe/Berlin`. */
      readonly text: string;
      readonly recurrence: Recurrence;
    }
  | { readonly kind: "arrival"; readonly bucket: string; readonly prefix: string };

/** When a schedule comes, whoever keeps it: an interval, or five fields of cron (as the spec says them) in the trigger's time zone. */
export type Recurrence = { readonly everyMinutes: number } | { readonly cron: string };

export type Step =
  | { readonly kind: "ingestion"; readonly ingestion: string }
  | { readonly kind: "load"; readonly dataset: DatasetId }
  | { readonly kind: "transform"; readonly transform: string }
  /** All maintenance steps are one level: one table's failure does not stop the others. */
  | { readonly kind: "maintenance"; readonly dataset: DatasetId };

export type AccessLevel = "read" | "write" | "admin";

export interface Group {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly description?: string;
  readonly movedFrom?: string;
  readonly members: readonly Member[];
  /** What it may do in the lake: one entry a zone or table, the highest level wins, tables that a zone's entry covers are left out. */
  readonly lake: readonly LakeGrant[];
  /** Its role in the warehouse's database, when it may do anything there. */
  readonly databaseRole?: string;
}

export interface LakeGrant {
  readonly zone: string;
  /** Physical name of one table; undefined for the whole zone. */
  readonly table?: string;
  readonly level: AccessLevel;
}

export type Member = { readonly kind: "permission-set"; readonly name: string } | { readonly kind: "role"; readonly arn: string };

export interface Alerts {
  readonly pointer: SpecPointer;
  readonly emails: readonly string[];
  readonly freshness: readonly Freshness[];
}

export interface Freshness {
  readonly dataset: DatasetId;
  readonly pointer: SpecPointer;
  readonly maximumAgeMinutes: number;
}
