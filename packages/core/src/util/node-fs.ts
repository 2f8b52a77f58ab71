/**
 * Node's file system without its ESM face: `import 'node:fs'` reads every export of it once, and that loads Node's
 * streams, readline and more, 12 ms of CPU for whoever imports core.
 */
export const fs: typeof import('node:fs') = process.getBuiltinModule('node:fs');
