import { expect, it } from 'vitest';
import { toPromise } from './to-promise.ts';

it('returns the promise of a function', () => {
  const promise = Promise.resolve(1);
  expect(toPromise(() => promise)).toBe(promise);
});

it('rejects with the exception of a function', async () => {
  const error = new Error('wrong');
  const throwing = (): Promise<never> => {
    throw error;
  };
  await expect(toPromise(throwing)).rejects.toBe(error);
});
