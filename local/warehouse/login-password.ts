import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** What PostgreSQL itself counts by default (its documentation, "scram_iterations"). */
const iterations = 4096;

/** A new password that needs no quotes anywhere. */
export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * What a server keeps of a password (RFC 5803). It is sent in place of the password, which so never gets into a server's log.
 *
 * @param password - In ASCII.
 */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const key = (name: string): Buffer => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${key("Server Key").toString("base64")}`;
}
