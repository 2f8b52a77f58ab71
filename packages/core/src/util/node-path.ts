/**
 * Node's `node:path`, read from the process instead of imported. Some edge runtimes lack the module, and core must load
 * there; see `node-fs.ts`.
 */
export const nodePath: typeof import('node:path') =
  typeof process === 'undefined' ? (undefined as never) : process.getBuiltinModule?.('node:path');
