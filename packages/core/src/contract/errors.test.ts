import { describe, expect, it, vi } from 'vitest';
import type { ProviderErrorKind } from './error-details.ts';
import * as errors from './errors.ts';
import {
  ConfigurationError,
  InvalidRequestError,
  OverloadedError,
  ProviderError,
  providerError,
  QuotaExceededError,
  RateLimitError,
  RephyscoError,
  ServiceUnavailableError,
  StreamInterruptedError,
  TimeoutError,
  UnsupportedError,
} from './errors.ts';
import { withDetails } from './with-details.ts';

const kinds = {
  authentication: [errors.AuthenticationError, false],
  permission: [errors.PermissionError, false],
  not_found: [errors.NotFoundError, false],
  invalid_request: [InvalidRequestError, false],
  context_length_exceeded: [InvalidRequestError, false],
  rate_limit: [RateLimitError, true],
  quota_exceeded: [QuotaExceededError, false],
  content_filter: [errors.ContentFilterError, false],
  server: [ServiceUnavailableError, true],
  overloaded: [OverloadedError, true],
  network: [ServiceUnavailableError, true],
  timeout: [TimeoutError, true],
  interrupted: [StreamInterruptedError, true],
  invalid_answer: [errors.InvalidAnswerError, false],
} as const satisfies Record<ProviderErrorKind, readonly [typeof ProviderError, boolean]>;

const rows = Object.entries(kinds).map(([kind, [Class, retryable]]) => ({
  kind: kind as ProviderErrorKind,
  Class,
  retryable,
  name: Class.name,
}));

describe('providerError', () => {
  it.each(rows)('creates a $name for the kind $kind', ({ kind, Class, retryable, name }) => {
    const error = providerError(kind, 'It failed.', { provider: 'fake' });
    expect(error).toBeInstanceOf(Class);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toBeInstanceOf(RephyscoError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ kind, name, retryable, provider: 'fake', message: 'It failed.', attempts: [] });
    expect(String(error)).toBe(`${name}: It failed.`);
  });

  it('keeps every detail, and the cause like a built-in error', () => {
    const cause = new Error('socket');
    const details = {
      provider: 'fake',
      status: 503,
      code: 'busy',
      requestId: 'r1',
      retryAfter: 7,
      phase: 'idle',
    } as const;
    const error = providerError('timeout', 'late', { ...details, cause, retryable: false });
    expect(error).toMatchObject({ ...details, retryable: false });
    expect(error.cause).toBe(cause);
    expect('cause' in providerError('server', 'x', { provider: 'fake' })).toBe(false);
  });
});

describe('the tree of errors', () => {
  it('derives quota errors from rate limits, and overload errors from unavailability', () => {
    expect(providerError('quota_exceeded', '', { provider: 'p' })).toBeInstanceOf(RateLimitError);
    expect(providerError('overloaded', '', { provider: 'p' })).toBeInstanceOf(ServiceUnavailableError);
    expect(providerError('rate_limit', '', { provider: 'p' })).not.toBeInstanceOf(QuotaExceededError);
    expect(providerError('server', '', { provider: 'p' })).not.toBeInstanceOf(OverloadedError);
  });

  it('separates errors before a request from those of a provider', () => {
    const error = new ConfigurationError('no');
    expect(error).toMatchObject({ kind: 'configuration', name: 'ConfigurationError' });
    expect(error).not.toBeInstanceOf(ProviderError);
    expect(new UnsupportedError('no')).toMatchObject({ kind: 'unsupported', name: 'UnsupportedError' });
  });

  it('does not match other values with instanceof', () => {
    for (const value of [undefined, null, 'RephyscoError', 1, {}, new Error('x'), { name: 'RephyscoError' }]) {
      expect((value as unknown) instanceof RephyscoError).toBe(false);
    }
  });

  it('shows its name in the stack', () => {
    expect(providerError('rate_limit', 'slow down', { provider: 'p' }).stack).toMatch(/^RateLimitError: slow down\n/);
  });

  it('keeps its names when a minifier has renamed the classes', () => {
    class A extends RateLimitError {}
    expect(new A('rate_limit', 'x', { provider: 'p' }).name).toBe('RateLimitError');
    for (const [name, Class] of Object.entries(errors)) {
      if (/^[A-Z]/.test(name)) expect((Class as typeof RephyscoError).prototype.name).toBe(name);
    }
  });
});

describe('errors of another copy of core', () => {
  const classNamed = (name: string, copy: typeof errors): typeof RephyscoError =>
    new Map<string, unknown>(Object.entries(copy)).get(name) as typeof RephyscoError;

  it('are instances of the same classes, both ways', async () => {
    vi.resetModules();
    const other = await import('./errors.ts');
    expect(other.RateLimitError).not.toBe(RateLimitError);
    for (const { kind, name } of rows) {
      const mine = providerError(kind, '', { provider: 'p' });
      const theirs = other.providerError(kind, '', { provider: 'p' });
      for (const each of ['RephyscoError', 'ProviderError', name] as const) {
        expect(theirs instanceof classNamed(each, errors)).toBe(true);
        expect(mine instanceof classNamed(each, other)).toBe(true);
      }
      expect([theirs instanceof ConfigurationError, mine instanceof other.ConfigurationError]).toEqual([false, false]);
    }
  });

  it('are copied with their class and their limit by withDetails', async () => {
    vi.resetModules();
    const other = await import('./errors.ts');
    const theirs = other.providerError('timeout', 'late', { provider: 'p', phase: 'idle' });
    const copy = withDetails(theirs, { attempts: [] });
    expect(copy).toBeInstanceOf(TimeoutError);
    expect(copy).toBeInstanceOf(other.TimeoutError);
    expect(copy).toMatchObject({ phase: 'idle' });
  });
});

describe('classes that users derive', () => {
  class MyLimit extends RateLimitError {
    readonly team: string;
    constructor(team: string) {
      super('rate_limit', `${team} asks too much`, { provider: 'mine', retryAfter: 3 });
      this.team = team;
    }
  }
  class MyConfiguration extends ConfigurationError {}

  it('are distinguished by their prototypes', () => {
    const error = new MyLimit('blue');
    expect(error).toBeInstanceOf(MyLimit);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(providerError('rate_limit', '', { provider: 'p' })).not.toBeInstanceOf(MyLimit);
    expect(new ConfigurationError('x')).not.toBeInstanceOf(MyConfiguration);
  });

  it('keep their additional fields in withDetails', () => {
    const copy = withDetails(new MyLimit('blue'), { requestId: 'r9' });
    expect(copy).toBeInstanceOf(MyLimit);
    expect(copy).toMatchObject({ team: 'blue', requestId: 'r9', retryAfter: 3 });
  });
});

describe('withDetails', () => {
  it.each(rows)('keeps class, stack, cause and details of a $kind error', ({ kind, Class }) => {
    const cause = new Error('why');
    const details = { provider: 'p', status: 418, code: 'c', requestId: 'r', retryable: true, retryAfter: 2, cause };
    const error = providerError(kind, 'It failed.', details);
    const attempt = { provider: 'p', model: 'm', startedAt: 0, duration: 1, error: kind };
    const copy = withDetails(error, { attempts: [attempt] });
    expect(copy).not.toBe(error);
    expect(copy).toBeInstanceOf(Class);
    expect(copy).toMatchObject({ ...details, kind, message: 'It failed.', stack: error.stack, attempts: [attempt] });
    expect(copy.cause).toBe(cause);
    expect(error.attempts).toEqual([]);
  });

  it('does not make the message, the stack and the cause enumerable', () => {
    const copy = withDetails(providerError('server', 'x', { provider: 'p', cause: 'y' }), { status: 500 });
    expect(Object.keys(copy)).not.toEqual(expect.arrayContaining(['message']));
    expect(Object.keys(copy)).not.toEqual(expect.arrayContaining(['stack']));
    expect(Object.keys(copy)).not.toEqual(expect.arrayContaining(['cause']));
  });
});

it('The JSON of an error contains its message, its fields and its causes', () => {
  const cause = Object.assign(new Error('below'), { code: 'ECONNRESET' });
  const error = providerError('network', 'The connection broke.', { provider: 'fake', status: 502, cause });
  expect(JSON.parse(JSON.stringify({ error }))).toMatchObject({
    error: {
      name: 'ServiceUnavailableError',
      message: 'The connection broke.',
      kind: 'network',
      provider: 'fake',
      status: 502,
      cause: { message: 'below', code: 'ECONNRESET' },
    },
  });
});
