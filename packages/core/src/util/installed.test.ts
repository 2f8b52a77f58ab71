import { describe, expect, it } from 'vitest';
import { installed } from './installed.ts';

describe('an optional library', () => {
  it('is loaded if it is installed beside the file that needs it', () => {
    expect(installed<typeof import('flat-cache')>('flat-cache', import.meta.url)?.FlatCache).toBeTypeOf('function');
  });

  it('is undefined if it is missing, and in a bundle that has no URL', () => {
    expect(installed('a-library-that-is-missing', import.meta.url)).toBeUndefined();
    expect(installed('flat-cache', undefined as never)).toBeUndefined();
  });
});
