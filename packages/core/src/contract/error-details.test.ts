import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ErrorKind, ProviderErrorKind } from './error-details.ts';
import {
  BudgetExceededError,
  ConfigurationError,
  providerError,
  type RephyscoError,
  UnsupportedError,
} from './errors.ts';

const provider = (kind: ProviderErrorKind) => providerError(kind, '', { provider: 'fake' });

const samples: { readonly [Kind in ErrorKind]: RephyscoError } = {
  configuration: new ConfigurationError(''),
  unsupported: new UnsupportedError(''),
  budget_exceeded: new BudgetExceededError(''),
  authentication: provider('authentication'),
  permission: provider('permission'),
  not_found: provider('not_found'),
  invalid_request: provider('invalid_request'),
  context_length_exceeded: provider('context_length_exceeded'),
  rate_limit: provider('rate_limit'),
  quota_exceeded: provider('quota_exceeded'),
  content_filter: provider('content_filter'),
  server: provider('server'),
  overloaded: provider('overloaded'),
  timeout: provider('timeout'),
  interrupted: provider('interrupted'),
  invalid_answer: provider('invalid_answer'),
  network: provider('network'),
};

describe('docs/errors.md', () => {
  const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
  const [, ...sections] = page.split(/^## /m);

  it('has one section for every kind, whose anchor is the kind', () => {
    expect(sections.map((section) => section.split('\n')[0])).toEqual(Object.keys(samples));
  });

  it.each(Object.entries(samples))(
    'states for %s the class, whether a retry can succeed, and what to do',
    (kind, error) => {
      const section = sections.find((each) => each.startsWith(`${kind}\n`)) ?? '';
      expect(error.kind).toBe(kind);
      expect(section).toMatch(new RegExp(`^${kind}\\n\\n\`${error.name}\``));
      expect(section).toContain('What to do');
      if ('retryable' in error) expect(section.includes('not retryable')).toBe(!error.retryable);
      expect(page.split('\n## ')[0]).toMatch(new RegExp(`── ${error.name} .*\\b${kind}\\b`));
    },
  );
});
