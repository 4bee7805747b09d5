import { createServer } from "node:net";

/** The only address that a stack's own server listens on. */
export const loopback = "127.0.0.1";

/** A port that is free now: the wanted one, or any. */
export async function freePort(wanted?: number): Promise<number> {
  const port = await listenOnce(wanted ?? 0);
  return port ?? freePort();
}

/** The port that could be listened on; undefined when it is taken. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, loopback, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
