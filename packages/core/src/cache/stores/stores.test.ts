import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import { Keyv as Keyv6 } from 'keyv-6';
import { afterAll, describe, expect, it } from 'vitest';
import { storeContract } from '../../testing/index.ts';
import { fileStore } from './file/file-store.ts';
import { memoryStore } from './memory-store.ts';
import { tieredStore } from './tiered-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'rephysco-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
const dir = (): string => mkdtempSync(join(folder, 'a-'));

describe('memoryStore follows the store contract', () => {
  storeContract({ it, expect, create: () => memoryStore() });
});

describe('fileStore follows the store contract', () => {
  storeContract({ it, expect, create: () => fileStore({ dir: dir() }) });
});

describe('tieredStore follows the store contract', () => {
  storeContract({ it, expect, create: () => tieredStore(memoryStore(), fileStore({ dir: dir() })) });
});

describe('a tier of foreign stores follows the store contract', () => {
  storeContract({ it, expect, create: () => tieredStore(new Keyv(), new Keyv()) });
});

describe('a Map follows the store contract', () => {
  storeContract({ it, expect, create: () => new Map(), expires: false });
});

describe('an instance of Keyv 5 follows the store contract', () => {
  storeContract({ it, expect, create: () => new Keyv() });
});

describe('an instance of Keyv 6 follows the store contract', () => {
  storeContract({ it, expect, create: () => new Keyv6() });
});
