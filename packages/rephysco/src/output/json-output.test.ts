import type { Notice } from '@rephysco/core';
import { providerError } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { noticeJSON, tell } from './json-output.ts';

const error = providerError('overloaded', 'openai answered 503:\n\u001b[31mbusy', { provider: 'openai', status: 503 });
const wait = { type: 'wait', provider: 'openai', model: 'gpt-5.4' } as const;

const notices: readonly (readonly [Notice, told: string, json: object])[] = [
  [
    { type: 'retry', attempt: 1, maxAttempts: 4, delay: 1.25, error },
    'attempt 1 of 4 failed (openai answered 503: busy); next in 1.3 s\n',
    { type: 'retry', attempt: 1, maxAttempts: 4, delayMs: 1250, code: 'overloaded', status: 503 },
  ],
  [
    { ...wait, reason: 'rate_limit', delay: 2.5 },
    'waiting 2.5 s for openai:gpt-5.4 (the limit of the service)\n',
    { ...wait, reason: 'rate_limit', delayMs: 2500 },
  ],
  [
    { ...wait, reason: 'concurrency' },
    'waiting for openai:gpt-5.4 (the maximum number of concurrent requests is reached)\n',
    { ...wait, reason: 'concurrency' },
  ],
  [
    { type: 'fallback', from: 'openai:gpt-5.4', to: 'xai:grok-4', error },
    'openai:gpt-5.4 failed (openai answered 503: busy); trying xai:grok-4\n',
    { type: 'fallback', from: 'openai:gpt-5.4', to: 'xai:grok-4', code: 'overloaded', status: 503 },
  ],
  [
    { type: 'trim', dropped: 4, before: 9000, after: 6000, limit: 8000 },
    'note: 4 earlier messages were not sent, to fit into 8000 tokens (9000 before, 6000 now)\n',
    { type: 'trim', dropped: 4, before: 9000, after: 6000, limit: 8000 },
  ],
];

describe('a notice', () => {
  it.each(notices)('is printed for people and as JSON: $type $reason', (notice, told, json) => {
    let out = '';
    tell(notice, { write: (text) => (out += text) });
    expect(out).toBe(told);
    expect(noticeJSON(notice)).toMatchObject(json);
    // The values must be plain, because JSON of an error object could expose other fields.
    expect(Object.values(noticeJSON(notice)).filter((value) => typeof value === 'object')).toEqual([]);
  });
});
