// Generated from specs/schema by `npm run gen`.

/**
 * The database that reports read.
 */
export type WarehouseSpec = AuroraPostgresqlWarehouseSpec | PostgresqlWarehouseSpec;
/**
 * Where data comes from; its type decides its other keys.
 */
export type SourceSpec = ClickstreamSourceSpec | MysqlSourceSpec | PostgresqlSourceSpec | S3SourceSpec;

/**
 * One data stack: a lake, a warehouse, ingestion, transforms and access, for one or more environments.
 */
export interface StackSpec {
  /**
   * The version of this language.
   */
  apiVersion: "datastack/v1";
  /**
   * Names the stack and everything that it makes; 2 to 20 lower-case letters, digits and hyphens.
   */
  name: string;
  /**
   * Who answers for the stack: an address or a team; a tag of every resource.
   */
  owner: string;
  /**
   * What the stack is for, in one sentence.
   */
  description?: string;
  /**
   * More tags for every resource that can have them: 45 at most, since AWS takes 50 with those that say what a resource belongs to.
   *
   * @default {}
   */
  tags?: {
    /**
     * 1 to 256 letters, digits, spaces and _ . : / = + - @.
     */
    [k: string]: string;
  };
  /**
   * Where the stack runs, by name: each is one deployment in one account and region.
   */
  environments: {
    [k: string]: EnvironmentSpec;
  };
  /**
   * Values that SQL templates read as {{ vars.<name> }}; environments may override them.
   *
   * @default {}
   */
  vars?: {
    /**
     * What {{ vars.<name> }} becomes in SQL.
     */
    [k: string]: string | number | boolean;
  };
  network?: NetworkSpec;
  lake?: LakeSpec;
  warehouse?: WarehouseSpec;
  /**
   * Where data comes from, by name.
   *
   * @default {}
   */
  sources?: {
    [k: string]: SourceSpec;
  };
  /**
   * What is taken from which source, where it lands and when, by name.
   *
   * @default {}
   */
  ingestion?: {
    [k: string]: IngestionSpec;
  };
  /**
   * Datasets made from datasets, by name; each transform makes the dataset of its name.
   *
   * @default {}
   */
  transforms?: {
    [k: string]: TransformSpec;
  };
  /**
   * Groups of people or programs and what they may read, write and administer, by name.
   *
   * @default {}
   */
  access?: {
    [k: string]: AccessSpec;
  };
  alerts?: AlertsSpec;
}
/**
 * One deployment of the stack: an account, a region and what differs there.
 */
export interface EnvironmentSpec {
  /**
   * The 12 digits of the account id, in quotes: YAML would read them as a number.
   */
  account: string;
  /**
   * Where everything is made.
   */
  region: string;
  /**
   * Whether resources that hold data are protected against deletion and replacement.
   *
   * @default false
   */
  protected?: boolean;
  /**
   * A partial spec merged over the base for this environment: maps merge, values and lists replace, null removes.
   *
   * @default {}
   */
  overrides?: {
    [k: string]: unknown;
  };
}
/**
 * The network of what needs one. Without it a minimal private network is made when something needs one; with vpc and subnets an existing one is used.
 */
export interface NetworkSpec {
  /**
   * Id of an existing VPC: vpc- and 17 hexadecimal digits (8 for an old one).
   */
  vpc?: string;
  /**
   * Ids of private subnets of the VPC, in two or more availability zones, with a route to S3.
   *
   * @minItems 2
   * @maxItems 20
   *
   * Items: Id of a private subnet: subnet- and 17 hexadecimal digits (8 for an old one).
   */
  subnets?: string[];
  /**
   * How jobs in an existing VPC reach AWS's services: through the VPC's endpoints, or over the internet through a NAT gateway.
   *
   * @default "endpoints"
   */
  egress?: "endpoints" | "internet";
  /**
   * Address range of the network that is made, a private one from /16 to /23; choose one that does not overlap the networks you will peer it with.
   *
   * @default "10.64.0.0/20"
   */
  cidr?: string;
  /**
   * Letters of the two or three availability zones of the network that is made.
   *
   * @default ["a","b"]
   *
   * @minItems 2
   * @maxItems 3
   *
   * Items: The letter that follows the region's name.
   */
  zones?: string[];
}
/**
 * Zones of files and tables on object storage, with a catalog and a query engine.
 */
export interface LakeSpec {
  /**
   * The zones of the lake, by name, usually from raw to refined.
   */
  zones: {
    [k: string]: ZoneSpec;
  };
  /**
   * What encrypts the zones: the stack's own KMS key, or keys that S3 manages.
   *
   * @default "kms"
   */
  encryption?: "kms" | "s3";
  /**
   * Whether every request to the zones is logged to a bucket of its own.
   *
   * @default true
   */
  accessLogs?: boolean;
  /**
   * The most that one query may read before it is cancelled.
   *
   * @default "100 GB"
   */
  scanLimit?: string;
}
/**
 * One zone of the lake: a private bucket and a catalog database.
 */
export interface ZoneSpec {
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * parquet: plain files in folders; iceberg: tables that can be merged into, with snapshots.
   *
   * @default "parquet"
   */
  format?: "parquet" | "iceberg";
  /**
   * Age at which objects are deleted. Not for iceberg zones, whose tables refer to old files.
   */
  retention?: string;
  /**
   * Age at which objects move to a cheaper storage class that can still be queried at once. Not for iceberg zones.
   */
  archive?: string;
  /**
   * Age at which old snapshots of the tables of an iceberg zone expire, with the files that only they use. 5 days unless said.
   */
  snapshots?: string;
  /**
   * Whether overwritten and deleted objects can be restored for 30 days.
   *
   * @default true
   */
  versioning?: boolean;
  /**
   * The name that this zone had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * An Aurora PostgreSQL Serverless v2 cluster of the stack's own.
 */
export interface AuroraPostgresqlWarehouseSpec {
  /**
   * What the warehouse is.
   */
  engine: "aurora-postgresql";
  /**
   * Bounds of the cluster's size in Aurora capacity units (about 2 GiB of memory each), in steps of 0.5.
   *
   * @default {}
   */
  capacity?: {
    /**
     * Capacity when idle; 0 pauses the cluster after five minutes without connections.
     *
     * @default 0
     */
    min?: number;
    /**
     * Capacity under load.
     *
     * @default 4
     */
    max?: number;
  };
  /**
   * Schemas that the warehouse has.
   *
   * @default ["marts"]
   *
   * @minItems 1
   *
   * Items: Lower-case letters, digits, hyphens and underscores; a hyphen becomes an underscore in the database.
   */
  schemas?: string[];
}
/**
 * A PostgreSQL server that exists already.
 */
export interface PostgresqlWarehouseSpec {
  /**
   * What the warehouse is.
   */
  engine: "postgresql";
  /**
   * Name or IPv4 address of the server, without scheme and port.
   */
  host: string;
  /**
   * Port of the server.
   *
   * @default 5432
   */
  port?: number;
  /**
   * Name of the database on the server.
   */
  database: string;
  /**
   * Name, not ARN, of a secret in AWS Secrets Manager that holds username and password. Never the password itself.
   */
  secret: string;
  /**
   * Schemas that the warehouse has.
   *
   * @default ["marts"]
   *
   * @minItems 1
   *
   * Items: Lower-case letters, digits, hyphens and underscores; a hyphen becomes an underscore in the database.
   */
  schemas?: string[];
}
/**
 * An HTTPS endpoint that browsers post events to.
 */
export interface ClickstreamSourceSpec {
  /**
   * What the source is.
   */
  type: "clickstream";
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * Web origins whose pages may post events.
   *
   * @default ["*"]
   *
   * @minItems 1
   *
   * Items: Scheme, host and port of the pages, or * for any.
   */
  origins?: string[];
  /**
   * Fields of an event that become columns, beside event_id and received_at. Without it the dataset has event_id, received_at and payload, the JSON as text.
   */
  columns?: {
    /**
     * What the field holds.
     */
    [k: string]: "string" | "integer" | "bigint" | "double" | "boolean" | "date" | "timestamp";
  };
  /**
   * The name that this source had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * Tables of a MySQL database, reached over a private network.
 */
export interface MysqlSourceSpec {
  /**
   * What the source is.
   */
  type: "mysql";
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * Name or IPv4 address of the server, without scheme and port.
   */
  host: string;
  /**
   * Port of the server.
   *
   * @default 3306
   */
  port?: number;
  /**
   * Name of the database on the server.
   */
  database: string;
  /**
   * Name, not ARN, of a secret in AWS Secrets Manager that holds username and password. Never the password itself.
   */
  secret: string;
  /**
   * The name that this source had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * Tables of a PostgreSQL database, reached over a private network.
 */
export interface PostgresqlSourceSpec {
  /**
   * What the source is.
   */
  type: "postgresql";
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * Name or IPv4 address of the server, without scheme and port.
   */
  host: string;
  /**
   * Port of the server.
   *
   * @default 5432
   */
  port?: number;
  /**
   * Name of the database on the server.
   */
  database: string;
  /**
   * Name, not ARN, of a secret in AWS Secrets Manager that holds username and password. Never the password itself.
   */
  secret: string;
  /**
   * The name that this source had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * Files that somebody puts into an S3 bucket.
 */
export interface S3SourceSpec {
  /**
   * What the source is.
   */
  type: "s3";
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * Name of the bucket, without s3:// before it. To run on arrival, it must send its events to Amazon EventBridge.
   */
  bucket: string;
  /**
   * Only objects whose key starts with it: no slash before it, no wildcards.
   *
   * @default ""
   */
  prefix?: string;
  /**
   * What the files hold; objects takes them as they are, without a table.
   *
   * @default "csv"
   */
  format?: "csv" | "json" | "parquet" | "objects";
  /**
   * ARN of the KMS key that encrypts the bucket, when it has one of its own; of the key, not of an alias.
   */
  kmsKey?: string;
  /**
   * The name that this source had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * What is taken from one source, where it lands and when.
 */
export interface IngestionSpec {
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * The source, as sources.<name>.
   */
  from: string;
  /**
   * Where the data lands: a lake zone or a warehouse schema.
   */
  to: string;
  /**
   * Tables to take from a database source, as table or schema.table.
   */
  tables?: {
    [k: string]: TableSpec;
  };
  schedule?: ScheduleSpec;
  /**
   * The name that this ingestion had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * One table of a database source. Without a cursor it is copied in full each time.
 */
export interface TableSpec {
  /**
   * A column that grows with every insert and update: only rows beyond its last value are taken.
   */
  cursor?: string;
  /**
   * Columns that identify a row.
   *
   * @minItems 1
   *
   * Items: Name of a column.
   */
  key?: string[];
  /**
   * Name of the dataset, when it is not the table's.
   */
  as?: string;
}
/**
 * When it runs: an interval, a cron expression, or the arrival of a file.
 */
export interface ScheduleSpec {
  /**
   * How often: minutes, hours or days.
   */
  every?: string;
  /**
   * The five fields minute, hour, day of month, month and day of week.
   */
  cron?: string;
  /**
   * IANA name of the zone of the cron expression; UTC unless said.
   */
  timezone?: string;
  /**
   * arrival: when a file arrives.
   */
  on?: "arrival";
}
/**
 * One select that makes one dataset.
 */
export interface TransformSpec {
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * Path of the file with the select, relative to the spec. It names the datasets that it reads with {{ ref("…") }}.
   */
  sql: string;
  /**
   * Where the result lives, and so which engine runs the SQL: a lake zone (Athena) or a warehouse schema.
   */
  to: string;
  /**
   * table: made anew at each run; view; or incremental: rows are merged by their key.
   *
   * @default "table"
   */
  materialize?:
    | ("table" | "view")
    | {
        /**
         * Columns that identify a row.
         *
         * @minItems 1
         *
         * Items: Name of a column.
         */
        incremental: string[];
      };
  /**
   * What must hold after each run; a failed check stops what depends on the dataset.
   *
   * @default []
   */
  checks?: CheckSpec[];
  schedule?: ScheduleSpec;
  /**
   * The name that this transform had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * One thing that must hold: a map with exactly one key.
 */
export interface CheckSpec {
  /**
   * Columns that have a value in every row.
   *
   * @minItems 1
   *
   * Items: Name of a column.
   */
  not_null?: string[];
  /**
   * Columns whose values together are different in every row.
   *
   * @minItems 1
   *
   * Items: Name of a column.
   */
  unique?: string[];
  /**
   * Columns and the values that they may have.
   */
  accepted_values?: {
    /**
     * The values.
     *
     * @minItems 1
     *
     * Items: A text, number or boolean.
     */
    [k: string]: (string | number | boolean)[];
  };
  /**
   * Columns whose values exist in a column of another dataset, as <dataset>.<column>.
   */
  relationships?: {
    /**
     * The dataset's reference, a dot and the column.
     */
    [k: string]: string;
  };
  /**
   * A select that must return no row. It may use {{ ref("…") }}.
   */
  sql?: string;
}
/**
 * Who belongs to a group and what the group may do.
 */
export interface AccessSpec {
  /**
   * What it is for, in one sentence; shown in the plan and put on the resources.
   */
  description?: string;
  /**
   * Permission sets of IAM Identity Center as sso:<name>, or ARNs of IAM roles.
   *
   * @minItems 1
   *
   * Items: sso:<permission set>, or the ARN of an IAM role.
   */
  members: string[];
  /**
   * What the group may read.
   *
   * @default []
   *
   * Items: A store, a zone or schema, or a dataset.
   */
  read?: string[];
  /**
   * What the group may read and change the rows of.
   *
   * @default []
   *
   * Items: A store, a zone or schema, or a dataset.
   */
  write?: string[];
  /**
   * What the group may read, change, create and drop.
   *
   * @default []
   *
   * Items: A store, a zone or schema, or a dataset.
   */
  admin?: string[];
  /**
   * The name that this group had before it was renamed, so that nothing that holds data is replaced.
   */
  movedFrom?: string;
}
/**
 * Who hears of failed runs and of data that is late.
 */
export interface AlertsSpec {
  /**
   * Addresses that get every alert; each must confirm the subscription once.
   *
   * @default []
   *
   * Items: An email address.
   */
  email?: string[];
  /**
   * The longest age of datasets: an alert when one has not been refreshed for so long.
   *
   * @default {}
   */
  freshness?: {
    /**
     * Minutes, hours or days; at most 7 days.
     */
    [k: string]: string;
  };
}
