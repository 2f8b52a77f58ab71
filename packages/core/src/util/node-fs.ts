/**
 * Node's `node:fs`. It is read from the process: the statement `import 'node:fs'` reads every export once, which loads
 * streams, readline and more, and costs 12 ms of CPU at the start of every program. Workers and other edge runtimes do
 * not have it. There, core loads all the same, and only stores, conversations and batches on disk fail.
 */
export const fs: typeof import('node:fs') =
  typeof process === 'undefined' ? (undefined as never) : process.getBuiltinModule?.('node:fs');
