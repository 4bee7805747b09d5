import prettier from "prettier";

/** A generated text as `npm run format` would leave it. */
export async function format(path, text) {
  const options = await prettier.resolveConfig(path);
  return prettier.format(text, { ...options, filepath: path });
}
