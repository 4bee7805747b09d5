import { isAbsolute, relative, sep } from "node:path";

/** A path as people know it and as it stays from run to run: relative to the spec's folder when it lies below it, with forward slashes. */
export function originOf(folder: string, path: string): string {
  const below = relative(folder, path);
  const shown = below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below) ? path : below;
  return shown.split(sep).join("/");
}

/** A URL without what may be secret: a user, a password, the signature in a query. */
export function originOfUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
