import { describe, expect, it } from 'vitest';
import { nearestNames } from './nearest.ts';

describe('nearestNames', () => {
  it.each([
    ['chta', ['chat']],
    ['mod', ['models']],
    ['MODELS', ['models']],
    ['hello', []],
    ['hell', []],
    ['completoin', ['completion']],
    ['zzz', []],
  ])('%s is near %j', (name, near) => {
    expect(nearestNames(name, ['chat', 'models', 'completion'])).toEqual(near);
  });
});
