import '../providers.ts';
import { LLMClient } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { chatAnswers } from './chat-answers.ts';
import { failedAnswers } from './failed-answers.ts';

describe('an answer that once failed', () => {
  it.each([...chatAnswers, ...failedAnswers].map((answer) => [answer.provider, answer.name, answer] as const))(
    'of %s: %s',
    async (provider, _, { api, stream, body, type, status = 200, result, error }) => {
      const contentType = type ?? (stream ? 'text/event-stream' : 'application/json');
      const answering: typeof fetch = async () =>
        new Response(body, { status, headers: { 'content-type': contentType } });
      await using client = new LLMClient({
        provider,
        apiKey: 'made-up',
        fetch: answering,
        maxRetries: 0,
        ...(api && { api }),
      });
      const call = stream ? client.stream('Hi').result : client.generate('Hi');
      if (result) await expect(call).resolves.toMatchObject(result);
      else await expect(call).rejects.toMatchObject(error ?? {});
    },
  );
});
