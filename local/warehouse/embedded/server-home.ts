import { createHash } from "node:crypto";
import { chownSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { StateFolder } from "../../state/state-folder";
import { readRecord, updateRecord } from "../setup-record";
import { isReachable, standIn, type ServerUser } from "./server-user";
import { requireOwner, sharedParent } from "./shared-folder";

/** Where the data of a stack's own server are, made or not: `data` in its folder. */
export function dataOf(folder: string): string {
  return join(folder, "data");
}

/** The log of a stack's own server: what it said since it was started last. */
export function logOf(state: StateFolder): string {
  return join(state.warehouse, "server.log");
}

/** The folder that holds the data of a stack's own server; undefined when none has been made. */
export function knownFolder(state: StateFolder): string | undefined {
  const { elsewhere } = readRecord(state.warehouse);
  const folder = elsewhere && isOurs(state, elsewhere.state) ? elsewhere.folder : state.warehouse;
  return existsSync(dataOf(folder)) ? folder : undefined;
}

/** A state that was moved has its data still; of one that was copied they are the original's. */
function isOurs(state: StateFolder, owner: string): boolean {
  const own = realpathSync(state.warehouse);
  return owner === own || !existsSync(owner);
}

/** The folder in which data are to be made, and who makes them when it is another than who runs datastack. */
export interface NewHome {
  readonly folder: string;
  readonly user?: ServerUser;
}

/** Chooses the folder for new data: the state's own, unless the user that the server has to run as cannot go there. */
export function newHome(state: StateFolder): NewHome {
  const user = standIn();
  if (!user) return { folder: state.warehouse };
  if (isReachable(realpathSync(state.warehouse), user)) return { folder: state.warehouse, user };
  const own = realpathSync(state.warehouse);
  const folder = elsewhereFolder(own, user);
  updateRecord(state.warehouse, { elsewhere: { folder, state: own } });
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, user.uid, user.gid);
  }
  requireOwner(folder, user.uid);
  return { folder, user };
}

function elsewhereFolder(state: string, user: ServerUser): string {
  const name = createHash("sha256").update(state).digest("hex").slice(0, 16);
  return join(sharedParent(user), `datastack-${name}`);
}
