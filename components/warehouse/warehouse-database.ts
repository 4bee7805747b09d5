import type * as pulumi from "@pulumi/pulumi";
import { DefaultPrivileges } from "@pulumi/postgresql/defaultPrivileges";
import { Grant } from "@pulumi/postgresql/grant";
import { Provider } from "@pulumi/postgresql/provider";
import { Role } from "@pulumi/postgresql/role";
import { Schema } from "@pulumi/postgresql/schema";
import { ComponentResource } from "../shared/component-resource";
import type { ComponentArgs } from "../shared/context";

export interface WarehouseDatabaseArgs extends ComponentArgs {
  /** Name of the database. */
  readonly database: string;
  /** How the deployment connects. */
  readonly server: DatabaseConnection;
  /** Role that owns the schemas; the user who connects owns them without it. */
  readonly owner?: string;
  /** In an order in which a role comes after those that it is a member of. */
  readonly roles: DatabaseRole[];
  /** Whether the database belongs to the stack alone: then nobody has privileges without a grant. */
  readonly ownDatabase: boolean;
  readonly databaseGrants: DatabaseGrant[];
  readonly schemas: DatabaseSchema[];
  readonly schemaGrants: SchemaPrivileges[];
}

export interface DatabaseConnection {
  readonly host: pulumi.Input<string>;
  readonly port: pulumi.Input<number>;
  readonly username: pulumi.Input<string>;
  /** A secret. */
  readonly password: pulumi.Input<string>;
  /** File of the certificates that the server's has to be signed by; the connection is encrypted, but the server not checked without it. */
  readonly rootCertificate?: string;
  /** Whether the host is the near end of a tunnel, and so not the name in the server's certificate. */
  readonly tunnel: boolean;
}

export interface DatabaseRole {
  readonly name: string;
  /** Name of the access group whose role it is; undefined for a role of the stack's own. */
  readonly group?: string;
  /** Whether it logs in, with an IAM token. */
  readonly login: boolean;
  readonly memberOf: string[];
}

export interface DatabaseGrant {
  readonly role: string;
  readonly privileges: string[];
}

export interface DatabaseSchema {
  /** Name in the database. */
  readonly sqlName: string;
  /** The zone whose tables are copied here: they can be had again. */
  readonly copyOfZone?: string;
}

export interface SchemaPrivileges {
  /** Name in the database. */
  readonly schema: string;
  readonly role: string;
  readonly schemaPrivileges: string[];
  /** On tables that the owner makes from now on. */
  readonly tablePrivileges: string[];
  /** Whether on the tables of today, too. */
  readonly onPresentTables: boolean;
}

/** Role of Amazon RDS: its members log in with an IAM token, and not with a password. */
const iamLogin = "rds_iam";

/** Seconds; a paused cluster takes 15 to resume, 30 and more after a day. */
const connectTimeout = 60;

/**
 * What is inside the warehouse's database: roles, schemas and privileges; not tables, which jobs make. The option `deletedWith` names the cluster that it
 * lives and goes with: without a connection to it what is in it counts as gone; a server of somebody else is none.
 *
 * One after another, since PostgreSQL refuses parallel changes of one object's privileges ("tuple concurrently updated"). A schema that leaves the spec
 * stays, with its tables and without its readers. Of a server of somebody else nothing is taken that this stack has not granted; there the user of the
 * deployment has to own the database and to have CREATEROLE.
 *
 * The master user of Aurora is no superuser: for a moment the provider makes it a member of the owner, whose schemas and privileges it changes. Nothing
 * here makes it a member of a role with IAM login: its password would no longer be taken ("IAM database authentication"). PostgreSQL 16 itself makes who
 * creates a role its administrator, which community servers count as membership; AWS documents no such effect on its own.
 */
export class WarehouseDatabase extends ComponentResource {
  constructor(name: string, args: WarehouseDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:WarehouseDatabase", name, args, opts);
    const parent = this;
    const { database } = args;

    const provider = connect();
    let last: pulumi.Resource = provider;

    args.roles.forEach(createRole);
    args.databaseGrants.forEach(grantDatabase);
    if (args.ownDatabase) closeDatabase();
    args.schemas.forEach(createSchema);
    args.schemaGrants.forEach(grantSchema);

    this.ready = [last];
    this.registerOutputs({});

    function connect(): Provider {
      const { host, port, username, password, rootCertificate, tunnel } = args.server;
      return new Provider(
        name,
        {
          host,
          port,
          database,
          username,
          password,
          ...(rootCertificate === undefined
            ? { sslmode: "require" }
            : { sslmode: tunnel ? "verify-ca" : "verify-full", sslrootcert: rootCertificate }),
          superuser: false,
          connectTimeout,
        },
        { parent },
      );
    }

    /** Each waits for the one before, and goes with the cluster. */
    function next(): pulumi.CustomResourceOptions {
      return { parent, provider, dependsOn: [last], ...(opts?.deletedWith === undefined ? {} : { deletedWith: opts.deletedWith }) };
    }

    /** The role's own `roles` say whose member it is: memberships beside it would be taken away by the next refresh. */
    function createRole(role: DatabaseRole): void {
      const roles = [...role.memberOf, ...(role.login ? [iamLogin] : [])];
      last = new Role(
        `${name}-role-${role.group ?? role.name}`,
        { name: role.name, login: role.login, ...(roles.length === 0 ? {} : { roles }) },
        next(),
      );
    }

    function grantDatabase({ role, privileges }: DatabaseGrant): void {
      last = new Grant(`${name}-connect-${role}`, { database, objectType: "database", role, privileges: [...privileges] }, next());
    }

    /** By default everybody may connect, make temporary tables and look into the schema `public`. */
    function closeDatabase(): void {
      last = new Grant(`${name}-public`, { database, objectType: "database", role: "public", privileges: [] }, next());
      last = new Grant(
        `${name}-public-schema`,
        { database, schema: "public", objectType: "schema", role: "public", privileges: [] },
        next(),
      );
    }

    /** Dropping a schema fails while there are tables in it, and would lose them otherwise: it is left to people. */
    function createSchema({ sqlName, copyOfZone }: DatabaseSchema): void {
      last = new Schema(
        `${name}-schema-${sqlName}`,
        { database, name: sqlName, ...(args.owner === undefined ? {} : { owner: args.owner }) },
        { ...next(), retainOnDelete: true, protect: args.context.protected && copyOfZone === undefined },
      );
    }

    /** A grant on all tables holds for those of today, default privileges for those that the owner makes later: together they do not drift. */
    function grantSchema(grant: SchemaPrivileges): void {
      const { schema, role } = grant;
      const place = `${schema}-${role}`;
      last = new Grant(
        `${name}-use-${place}`,
        { database, schema, objectType: "schema", role, privileges: [...grant.schemaPrivileges] },
        next(),
      );
      if (grant.tablePrivileges.length === 0) return;
      const privileges = [...grant.tablePrivileges];
      if (grant.onPresentTables) {
        last = new Grant(`${name}-tables-${place}`, { database, schema, objectType: "table", objects: [], role, privileges }, next());
      }
      last = new DefaultPrivileges(
        `${name}-new-tables-${place}`,
        { database, schema, objectType: "table", owner: args.owner ?? args.server.username, role, privileges },
        next(),
      );
    }
  }
}
