import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import { thrown } from '../testing/samples.ts';
import { Config } from './config.ts';

describe('Config', () => {
  beforeEach(() => Config.reset());
  afterEach(() => Config.reset());

  it('starts with the documented defaults', () => {
    expect(Config.current).toEqual({
      enableCache: false,
      cacheDir: undefined,
      cacheTtl: 3600,
      enableRetries: true,
      maxRetries: 3,
      baseDelay: 1,
      maxDelay: 60,
      backoffFactor: 2,
      retryBudget: true,
      limits: undefined,
      timeout: undefined,
      budget: undefined,
      downloadMedia: true,
    });
  });

  it('changes only the given settings', () => {
    Config.update({ cacheTtl: 60, maxRetries: 5, baseDelay: 0.5, backoffFactor: 1, cacheDir: './cache' });
    Config.update({ enableCache: true });
    expect(Config.current).toMatchObject({ cacheTtl: 60, maxRetries: 5, enableCache: true, maxDelay: 60 });
    Config.update({ cacheDir: undefined, limits: { concurrency: 2 } });
    expect(Config.current.limits).toEqual({ concurrency: 2 });
    Config.update({ limits: false });
    expect(Config.current.cacheDir).toBe(undefined);
  });

  it('cannot be changed without `update`', () => {
    for (const change of [{}, { cacheTtl: 1 }]) {
      Config.update(change);
      expect(() => Object.assign(Config.current, { maxRetries: 99 })).toThrow(TypeError);
    }
    Config.reset();
    expect(() => Object.assign(Config.current, { maxRetries: 99 })).toThrow(TypeError);
    expect(Config.current.maxRetries).toBe(3);
  });

  it.each([
    ['maxRetires', 1, "Did you mean 'maxRetries'?"],
    ['cache_ttl', 1, "Did you mean 'cacheTtl'?"],
    ['colour', 'red', 'Options are: timeout, enableRetries'],
    ['toString', 1, "has no option 'toString'"],
    ['maxRetries', -1, 'a whole number of at least 0, not -1'],
    ['maxRetries', 1.5, 'not 1.5'],
    ['maxRetries', Number.POSITIVE_INFINITY, 'not Infinity'],
    ['baseDelay', Number.NaN, 'not NaN'],
    ['baseDelay', '1', 'not "1"'],
    ['backoffFactor', 0.5, 'at least 1'],
    ['cacheTtl', null, 'not null'],
    ['cacheTtl', 1n, 'not bigint'],
    ['enableCache', 'yes', 'true or false, not "yes"'],
    ['retryBudget', 0.1, 'true or false, not 0.1'],
    ['limits', 5, 'an object or false, not 5'],
    ['limits', null, 'not null'],
    ['limits', true, 'not true'],
    ['limits', { concurency: 1 }, "has no 'concurency'. Limits are: concurrency, requestsPerMinute"],
    ['limits', { concurrency: 0 }, "'limits.concurrency' must be a whole number of at least 1, not 0"],
    ['limits', { tokensPerMinute: 1.5 }, 'not 1.5'],
    ['cacheDir', 7, 'text, not 7'],
  ])('rejects %s = %s and changes nothing', async (name, value, words) => {
    const error = await thrown(() => Config.update({ baseDelay: 7, [name]: value }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
    expect(Config.current.baseDelay).toBe(1);
  });
});
