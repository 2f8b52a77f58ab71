import { BudgetExceededError, ConfigurationError, UnsupportedError } from '@rephysco/core';
import { type ProviderErrorKind, providerError } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, explain } from './exit.ts';
import { ConfigFileError } from './settings/config-file.ts';

const own = [
  [new Error('odd'), 1],
  ['odd', 1],
  [new ConfigurationError('no'), 2],
  [new UnsupportedError('no'), 2],
  [new ConfigFileError('no'), 3],
  [new BudgetExceededError('The budget of $1 is used up.'), 5],
] as const;

const ofProviders = {
  authentication: 4,
  rate_limit: 5,
  quota_exceeded: 5,
  content_filter: 7,
  permission: 6,
  not_found: 6,
  invalid_request: 6,
  server: 6,
  overloaded: 6,
  timeout: 6,
  interrupted: 6,
  network: 6,
} satisfies Partial<Record<ProviderErrorKind, number>>;

describe('exit codes', () => {
  it.each(own)('%s ends with %i', (error, code) => expect(exitCodeOf(error)).toBe(code));

  it.each(Object.entries(ofProviders))('%s ends with %i', (kind, code) => {
    expect(exitCodeOf(providerError(kind as ProviderErrorKind, 'no', { provider: 'openai' }))).toBe(code);
  });

  it('suggest a fix for an exceeded budget', () => {
    const lines = explain(new BudgetExceededError('The call may cost $2; $1 is left.'), false).trimEnd().split('\n');
    expect(lines).toEqual([
      'error: The call may cost $2; $1 is left.',
      expect.stringContaining('--max-tokens'),
      '  docs: docs/errors.md#budget_exceeded',
    ]);
  });
});

it('An error and its cause print no control sequences with --debug', () => {
  const cause: Error & { cause?: unknown } = new Error('below \u001b]0;title\u0007 \u202ehidden');
  const error = new Error('\u001b[2Jabove \u009b31m', { cause });
  cause.cause = error;
  const shown = explain(error, true);
  expect(shown).toContain('caused by');
  expect(shown).not.toMatch(/[^\t\n\u0020-\u007e\u00a0-\uffff]/);
  expect(shown).not.toContain('\u202e');
});
