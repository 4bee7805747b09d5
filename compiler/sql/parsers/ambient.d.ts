/** The emscripten module inside of the package, which its types leave out. */
declare module "libpg-query/wasm/libpg-query.js" {
  export default function createModule(module: object): Promise<object>;
}

/** What is used of it: the types of Node 20 have none. */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;
  type Exports = Record<string, unknown>;

  interface Module {
    readonly [Symbol.toStringTag]: "WebAssembly.Module";
  }

  const Module: new (bytes: Uint8Array) => Module;

  class Instance {
    readonly exports: Exports;
    constructor(module: Module, imports: Imports);
  }

  class RuntimeError extends Error {}
}
