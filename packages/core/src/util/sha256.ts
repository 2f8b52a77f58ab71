let loaded: typeof import('node:crypto') | undefined;

/** Node's crypto takes 4 ms of CPU to load, so it loads at first use. */
function nodeCrypto(): typeof import('node:crypto') {
  loaded ??= process.getBuiltinModule('node:crypto');
  return loaded;
}

/** Returns the SHA-256 of data as hex digits. */
export function sha256(data: string | Uint8Array): string {
  return nodeCrypto().hash('sha256', data);
}

/** Returns 256 random bits as hex digits. */
export function randomSalt(): string {
  return nodeCrypto().randomBytes(32).toString('hex');
}
