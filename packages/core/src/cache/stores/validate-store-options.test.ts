import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../contract/errors.ts';
import { fileStore } from './file/file-store.ts';
import { memoryStore } from './memory-store.ts';
import { sqliteStore } from './sqlite-store.ts';

describe('a store', () => {
  it.each([
    [memoryStore, { maxbytes: 1 }, "memoryStore has no option 'maxbytes'. Did you mean 'maxBytes'?"],
    [memoryStore, { dir: 'x' }, "memoryStore has no option 'dir'. Options are: maxBytes, ttl."],
    [memoryStore, { maxBytes: 0 }, "Option 'maxBytes' of memoryStore must be a number of bytes above 0, not 0."],
    [
      fileStore,
      { maxBytes: '1 GB' },
      'Option \'maxBytes\' of fileStore must be a number of bytes above 0, not "1 GB".',
    ],
    [fileStore, { ttl: Number.NaN }, "Option 'ttl' of fileStore must be a number of seconds above 0, not NaN."],
    [fileStore, { dir: '' }, 'Option \'dir\' of fileStore must be the path of a folder, not "".'],
    [sqliteStore, { file: 7 }, "Option 'file' of sqliteStore must be the path of a file, not 7."],
  ])('rejects invalid options with an explanation: %o %o', (create, options, message) => {
    expect(() => create(options as never)).toThrow(new ConfigurationError(message));
  });

  it('accepts undefined options', () => {
    for (const maxBytes of [undefined, 1000.5, Number.POSITIVE_INFINITY]) {
      expect(() => memoryStore({ maxBytes, ttl: undefined })).not.toThrow();
    }
    expect(() => fileStore({ dir: undefined })).not.toThrow();
  });
});
