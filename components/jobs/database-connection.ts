import * as pulumi from "@pulumi/pulumi";
import { databaseUserArn, secretArn } from "../shared/arns";
import type { StackContext } from "../shared/context";
import type { PolicyStatement } from "../shared/policy-document";

/** A database as a job reaches it. It logs in with a secret, or as a user of an Aurora cluster with a token of IAM. */
export interface DatabaseConnectionArgs {
  /** `postgresql` or `mysql`. */
  readonly engine: string;
  readonly host: pulumi.Input<string>;
  readonly port: pulumi.Input<number>;
  readonly database: string;
  /** Name of the secret in AWS Secrets Manager with username and password. */
  readonly secret?: string;
  /** User that logs in with a token, in place of a secret. */
  readonly user?: string;
  /** Resource id of the user's Aurora cluster, `cluster-…`. */
  readonly clusterResourceId?: pulumi.Input<string>;
  /** Role that the job takes on after it has connected. */
  readonly role?: string;
}

/** A connection whose values are known. */
export type DatabaseConnection = Omit<DatabaseConnectionArgs, "host" | "port" | "clusterResourceId"> & {
  readonly host: string;
  readonly port: number;
  readonly clusterResourceId?: string;
};

/** Waits for what only the cloud knows of a connection. */
export function resolveConnection(connection: DatabaseConnectionArgs): pulumi.Output<DatabaseConnection> {
  const { host, port, clusterResourceId, ...known } = connection;
  return pulumi.all([host, port, clusterResourceId]).apply(([resolvedHost, resolvedPort, resolvedId]) => ({
    ...known,
    host: resolvedHost,
    port: resolvedPort,
    ...(resolvedId === undefined ? {} : { clusterResourceId: resolvedId }),
  }));
}

/** A connection as the job scripts read it (components/jobs/README.md). */
export function connectionConfig(context: StackContext, connection: DatabaseConnection): Record<string, string | number> {
  const { engine, host, port, database, secret, user, role } = connection;
  return {
    engine,
    host,
    port,
    database,
    ...(secret === undefined ? {} : { secret }),
    ...(user === undefined ? {} : { user, region: context.region }),
    ...(role === undefined ? {} : { role }),
  };
}

/**
 * Lets a job log in to these databases: read their secrets, or log in as their users.
 *
 * A secret under the account's own key `aws/secretsmanager` asks for nothing more. One under a customer key does: the key's policy has to let the
 * role of the job decrypt through Secrets Manager (AWS Secrets Manager User Guide, "Secret encryption and decryption").
 */
export function loginStatements(context: StackContext, connections: readonly DatabaseConnection[]): readonly PolicyStatement[] {
  const secrets = connections.flatMap(({ secret }) => (secret === undefined ? [] : [secretArn(context, secret)]));
  const users = connections.flatMap(({ user, clusterResourceId }) =>
    user === undefined || clusterResourceId === undefined ? [] : [databaseUserArn(context, clusterResourceId, user)],
  );
  return [
    ...(secrets.length === 0
      ? []
      : [{ Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [...new Set(secrets)] } as const]),
    ...(users.length === 0 ? [] : [{ Sid: "LogIn", Effect: "Allow", Action: "rds-db:connect", Resource: users } as const]),
  ];
}
