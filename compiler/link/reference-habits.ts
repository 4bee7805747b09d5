/**
 * A path that is written as other tools want it, as it is written here: without the braces of a template, without wildcards, without the key between a
 * store and its parts. Undefined for what is none of these.
 */
export function plainPath(text: string): string | undefined {
  const plain = text
    .trim()
    .replace(/^\$?\{\{?\s*(.*?)\s*\}?\}$/, "$1")
    .replace(/^ref\(\s*['"]?(.*?)['"]?\s*\)$/, "$1")
    .replace(/(\.\**)+$/, "")
    .replace(/^lake\.zones\./, "lake.")
    .replace(/^warehouse\.schemas\./, "warehouse.")
    .replaceAll("/", ".");
  return plain !== text && /^(lake|warehouse)(\.[\w-]+)*$/.test(plain) ? plain : undefined;
}
