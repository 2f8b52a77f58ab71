/**
 * Module `node:fs`, read from the process. The statement `import 'node:fs'` would read every export once, which loads
 * streams, readline and more, and costs 12 ms of CPU at startup. Edge runtimes such as Workers do not have the module.
 * Core still loads there, and only stores, conversations and batches on disk fail.
 */
export const fs: typeof import('node:fs') =
  typeof process === 'undefined' ? (undefined as never) : process.getBuiltinModule?.('node:fs');
