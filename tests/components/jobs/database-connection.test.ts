import { describe, expect, it } from "vitest";
import { connectionConfig, loginStatements } from "../../../components/jobs/database-connection";
import { identity } from "../ingestion/graphs";

const server = { engine: "postgresql", host: "db.example", port: 5432, database: "orders" };
const withSecret = { ...server, secret: "shop/orders-db" };
const withToken = { ...server, user: "datastack_job", clusterResourceId: "cluster-ABC", role: "datastack_owner" };

describe("connectionConfig", () => {
  it("names the secret, or the user and the region of its token", () => {
    expect(connectionConfig(identity, withSecret)).toEqual(withSecret);
    expect(connectionConfig(identity, withToken)).toEqual({
      ...server,
      user: "datastack_job",
      region: "eu-west-1",
      role: "datastack_owner",
    });
  });
});

describe("loginStatements", () => {
  it("has one statement for each way to log in, and each secret once", () => {
    expect(loginStatements(identity, [withSecret, withToken, withSecret])).toEqual([
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/orders-db-??????"],
      },
      {
        Sid: "LogIn",
        Effect: "Allow",
        Action: "rds-db:connect",
        Resource: ["arn:aws:rds-db:eu-west-1:111111111111:dbuser:cluster-ABC/datastack_job"],
      },
    ]);
  });
});
