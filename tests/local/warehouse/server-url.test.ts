import { userInfo } from "node:os";
import { describe, expect, test, vi } from "vitest";
import { Client } from "pg";
import { parseServerUrl, urlConnection, urlUser } from "../../../local/warehouse/server-url";

const malformed = "its port is a number from 1 to 65535, and a special character in its password is percent-encoded, @ as %40";
const me = userInfo().username;

describe("the URL of a server", () => {
  test.each([
    ["postgres://bob@db.example:6543/shop", { host: "db.example", port: 6543, database: "shop" }],
    ["postgresql://bob:s%40fe@db.example/shop?sslmode=require", { host: "db.example", port: 5432, database: "shop" }],
    ["postgres://bob:p%3Fw@[::1]:6543/shop", { host: "::1", port: 6543, database: "shop" }],
    ["postgres://localhost", { host: "localhost", port: 5432, database: me }],
    ["postgres://bob@localhost", { host: "localhost", port: 5432, database: "bob" }],
    ["postgres:///shop?host=/var/run/postgresql&user=bob", { host: "/var/run/postgresql", port: 5432, database: "shop" }],
    ["postgres://%2Fvar%2Frun%2Fpostgresql/shop", { host: "/var/run/postgresql", port: 5432, database: "shop" }],
  ])("%s", (url, server) => {
    expect(parseServerUrl(url)).toEqual(server);
  });

  test("without a user means that of the operating system, whatever USER says", () => {
    vi.stubEnv("USER", "somebody");
    expect(urlUser("postgres://localhost/shop")).toBe(me);
    expect(urlUser("postgres://:secret@localhost/shop")).toBe(me);
    vi.stubEnv("PGUSER", "alice");
    expect(urlUser("postgres://localhost/shop")).toBe("alice");
    vi.unstubAllEnvs();
    expect(urlUser("postgres://bob:secret@localhost/shop")).toBe("bob");
  });

  test("keeps its options for another login", () => {
    const { host, user, password } = new Client(
      urlConnection("postgres://bob:secret@db.example/shop?sslmode=require", { user: "shop_local_analysts", password: "a&b=c%" }),
    );
    expect({ host, user, password }).toEqual({ host: "db.example", user: "shop_local_analysts", password: "a&b=c%" });
  });

  test("understands sslmode as libpq does", () => {
    const warning = vi.spyOn(process, "emitWarning");
    const tls = (mode: string): unknown => new Client(urlConnection(`postgres://bob@db.example/shop?sslmode=${mode}`)).ssl;
    expect(["disable", "allow", "prefer"].map(tls)).toEqual([false, false, false]);
    expect(tls("require")).toEqual({ rejectUnauthorized: false });
    expect(tls("verify-full")).toEqual({});
    expect(warning).not.toHaveBeenCalled();
  });

  test.each([
    ["mysql://bob:secret@localhost/shop", "it begins with postgres://"],
    ["host=localhost password=secret", "it begins with postgres://"],
    ["postgres://bob:sec#ret@localhost/shop", malformed],
    ["postgres://bob:secret@localhost:0/shop", malformed],
    ["postgres://bob:secret@localhost:99999/shop", malformed],
    [
      "postgres://bob:secret@localhost/shop?sslmode=verify-full&sslrootcert=/not/there",
      "it names a file of certificates that is not there",
    ],
  ])("%s is refused without its password", (url, rule) => {
    expect(() => parseServerUrl(url)).toThrow(
      `--warehouse takes the URL of a PostgreSQL database, such as postgres://user@host:5432/database: ${rule}.`,
    );
  });
});
