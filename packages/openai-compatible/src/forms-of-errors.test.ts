import { ProviderError } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { chunk, done, event, json, type Reply, stream, testService } from './testing/test-service.ts';

/** Returns the error of a call. */
async function failure(reply: Reply, streamed = false): Promise<ProviderError> {
  await using service = await testService(reply);
  try {
    if (!streamed) await service.client.generate('Hello');
    else {
      const answer = await service.client.generate({ prompt: 'Hello', stream: true });
      for await (const _ of answer);
      await answer.result;
    }
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('The call answered.');
}

describe('An error inside a response of status 200', () => {
  it.each<[object, string, string]>([
    [{ error: { message: 'Slow', code: 429 } }, 'rate_limit', 'Slow'],
    [{ error: { message: 'Slow', code: '429' } }, 'rate_limit', 'Slow'],
    [{ error: { message: 'Bad', code: 400 } }, 'invalid_request', 'Bad'],
    [{ error: { message: 'Who', code: 401 } }, 'authentication', 'Who'],
    [{ error: { message: 'Pay', code: 402 } }, 'quota_exceeded', 'Pay'],
    [{ error: { message: 'No', code: 403 } }, 'permission', 'No'],
    [{ error: { message: 'Big', code: 413 } }, 'invalid_request', 'Big'],
    [{ error: { message: 'Oops', code: 502 } }, 'server', 'Oops'],
    [{ error: { message: 'Busy', code: 503 } }, 'overloaded', 'Busy'],
    [{ error: { message: 'Bad', type: 'BadRequestError', code: 400, param: null } }, 'invalid_request', 'Bad'],
    [
      { error: { message: 'No money', type: 'new_api_error', code: 'insufficient_user_quota' } },
      'quota_exceeded',
      'No money',
    ],
    [{ error: { message: 'x', type: 'rate_limit_error' } }, 'rate_limit', 'x'],
    [{ error: { message: 'x', type: 'overloaded_error' } }, 'overloaded', 'x'],
    [{ type: 'error', error: { type: 'authentication_error', message: 'x' } }, 'authentication', 'x'],
    [{ error: 'Model is loading' }, 'server', 'Model is loading'],
    [{ error: [{ message: 'Listed', code: 400 }] }, 'invalid_request', 'Listed'],
    [{ errors: [{ message: 'Listed', code: 7009 }], success: false }, 'server', 'Listed'],
    [{ object: 'error', message: 'CUDA', type: 'InternalServerError', code: 500 }, 'server', 'CUDA'],
    [{ object: 'error', message: 'Bad', type: 'BadRequestError', code: 400 }, 'invalid_request', 'Bad'],
    [{ text: '**NETWORK ERROR**', error_code: 50002 }, 'server', '**NETWORK ERROR**'],
    [{ text: 'Rate', error_code: 42901 }, 'rate_limit', 'Rate'],
    [{ error_code: 17, error_msg: 'Open api daily request limit reached' }, 'server', 'daily request limit'],
    [{ choices: null, base_resp: { status_code: 1004, status_msg: 'login fail' } }, 'authentication', 'login fail'],
    [
      { choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      'quota_exceeded',
      'insufficient balance',
    ],
    [{ detail: 'Not Found' }, 'server', 'Not Found'],
    [{ detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] }, 'server', 'body.messages: Field required'],
    [{ detail: { error: { message: 'Deep', code: 400 } } }, 'invalid_request', 'Deep'],
    [{ code: 20015, message: 'Bad value', data: null }, 'server', 'Bad value'],
    [{ statusCode: 429, message: 'Rate limit is exceeded.' }, 'rate_limit', 'Rate limit is exceeded.'],
    [{ message: 'Internal Server Error' }, 'server', 'Internal Server Error'],
    [{ choices: [], error: { message: 'Beside' } }, 'server', 'Beside'],
    [
      { choices: [{ index: 0, delta: {}, finish_reason: null, error: { code: 502, message: 'In the choice' } }] },
      'server',
      'In the choice',
    ],
  ])('%j is of kind %s', async (body, kind, words) => {
    const plain = await failure(json(body));
    expect([plain.kind, plain.message]).toEqual([kind, expect.stringContaining(words)]);
    const streamed = await failure(stream(chunk({ content: 'Fi' }), event(body), done), true);
    expect([streamed.kind, streamed.message, streamed.partial?.text]).toEqual([
      kind,
      expect.stringContaining(words),
      'Fi',
    ]);
    const bare = await failure(stream(chunk({ content: 'Fi' }), `${JSON.stringify(body)}\n`), true);
    expect([bare.kind, bare.message]).toEqual([kind, expect.stringContaining(words)]);
    const alone = await failure(stream(JSON.stringify(body)), true);
    expect([alone.kind, alone.message]).toEqual([kind, expect.stringContaining(words)]);
  });

  it.each([
    'error: {"code":400,"message":"too long","type":"invalid_request_error"}\n\n',
    'event: error\ndata: {"code":400,"message":"too long","type":"invalid_request_error"}\n\n',
    'event: error\ndata: {"error":{"code":400,"message":"too long"}}\n\n',
  ])('is read from a separate field or event: %j', async (text) => {
    expect(await failure(stream(text, done), true)).toMatchObject({ kind: 'invalid_request', retryable: false });
    expect(await failure(stream(chunk({ content: 'Fi' }), text, done), true)).toMatchObject({
      kind: 'invalid_request',
      partial: { text: 'Fi' },
    });
  });

  it('is reported unchanged if it is not JSON', async () => {
    expect(
      (await failure(stream(chunk({ content: 'Fi' }), 'data: upstream connect error\n\n'), true)).message,
    ).toContain('upstream connect error');
    expect((await failure(stream('event: error\ndata: "worker died"\n\n'), true)).message).toContain('worker died');
    expect((await failure(stream('event: error\ndata: worker died\n\n'), true)).message).toContain('worker died');
  });

  it('is retried only if it is transient', async () => {
    for (const [code, requests] of [
      [400, 1],
      [402, 1],
      [429, 3],
      [502, 3],
    ] as const) {
      await using service = await testService(json({ error: { code, message: 'x' } }), {
        client: { maxRetries: 2, baseDelay: 0 },
      });
      await service.client.generate('Hello').catch(() => {});
      expect(service.requests).toHaveLength(requests);
    }
  });
});

describe('The cause in addition to a message', () => {
  it.each([
    [
      { error: { message: 'Param Incorrect', param: 'The reasoning_content must be passed back.' } },
      'must be passed back',
    ],
    [{ error: { message: 'Bad', param: 'tools[0].function' } }, 'tools[0].function'],
    [
      {
        error: {
          message: 'Provider returned error',
          code: 400,
          metadata: { raw: '{"error":{"message":"Invalid schema"}}' },
        },
      },
      'Invalid schema',
    ],
    [{ error: { message: 'Provider returned error', code: 400, metadata: { raw: 'plain words' } } }, 'plain words'],
    [
      {
        error: {
          message: 'Provider returned error',
          code: 400,
          metadata: { raw: { error: { message: 'an object' } } },
        },
      },
      'an object',
    ],
    [{ error: { message: 'Failed to call a function.', code: 'tool_use_failed', failed_generation: '<f>' } }, '<f>'],
    [{ error: { error: { message: 'Wrapped twice' } } }, 'Wrapped twice'],
  ])('is reported: %j', async (body, words) => {
    expect((await failure(json(body, 400))).message).toContain(words);
    expect((await failure(json(body))).message).toContain(words);
  });
});

describe('A request beyond the context window', () => {
  it.each([
    [
      400,
      {
        error: {
          message:
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
          code: 'context_length_exceeded',
        },
      },
    ],
    [
      400,
      {
        object: 'error',
        message: "This model's maximum context length is 4096 tokens.",
        type: 'BadRequestError',
        code: 400,
      },
    ],
    [
      400,
      {
        error: {
          code: 400,
          message: 'the request exceeds the available context size. try increasing the context size',
          type: 'exceed_context_size_error',
        },
      },
    ],
    [
      400,
      {
        error: {
          message: '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]',
          code: 'invalid_parameter_error',
        },
      },
    ],
    [
      400,
      { code: 20015, message: 'length of prompt_tokens (40000) must be less than max_seq_len (32768).', data: null },
    ],
    [
      400,
      {
        code: 'invalid-argument',
        error: "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
      },
    ],
    [
      400,
      {
        object: 'error',
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_prompt',
        code: '3051',
      },
    ],
    [
      400,
      {
        error: {
          message: 'Invalid request: Your request exceeded model token limit: 8192',
          type: 'invalid_request_error',
        },
      },
    ],
    [413, { error: { message: 'Prompt is too long: 210000 tokens > 200000 maximum', type: 'request_too_large' } }],
    [400, { error: { message: 'Input length 5000 exceeds the maximum context length of 4096', type: 'api_error' } }],
    [
      422,
      {
        error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000',
        error_type: 'validation',
      },
    ],
    [400, { error: { message: 'Please reduce the length of the messages or completion.', code: 'string' } }],
    [
      500,
      {
        error: {
          message: 'input is too large to process. The context window was exceeded: prompt exceeds context length',
          code: 500,
        },
      },
    ],
  ])('is of kind context_length_exceeded, status %i: %j', async (status, body) => {
    expect(await failure(json(body, status))).toMatchObject({
      kind: 'context_length_exceeded',
      retryable: false,
      status,
    });
    expect((await failure(json(body))).kind).toBe('context_length_exceeded');
  });

  it.each([
    [
      429,
      {
        error: {
          message: 'Request too large for gpt in organization on tokens per min (TPM): Limit 30000, Requested 40000.',
          code: 'rate_limit_exceeded',
        },
      },
      'rate_limit',
    ],
    [
      400,
      { error: { message: 'max_tokens is too large: 5000. This model supports at most 4096 completion tokens.' } },
      'invalid_request',
    ],
    [404, { error: { message: 'The model with a context length of 8k does not exist' } }, 'not_found'],
  ])('is distinguished from other limits, status %i: %j', async (status, body, kind) => {
    expect((await failure(json(body, status))).kind).toBe(kind);
  });
});

describe('The retry delay', () => {
  it.each<[string, number | undefined]>([
    ['Rate limit is exceeded. Try again in 30 seconds.', 30],
    ['Please retry after 45 seconds.', 45],
    ['Please try again in 6.57s.', 6.57],
    ['Please try again in 1m2s.', 62],
    ['Please try again in 1m2.5s. Visit', 62.5],
    ['Please try again in 2h3m.', 7380],
    ['Try again in 20ms.', 0.02],
    ['Please wait 5 minutes before retrying.', 300],
    ['Please wait 1 minute and 30 seconds.', 90],
    ['Retry in 12 secs', 12],
    ['Rate limit resets in 3s', 3],
    ['Retry after 7', 7],
    ['retry_after: 9', 9],
    ['请在 20 秒后重试', 20],
    ['Please try again later.', undefined],
    ['Limit 30 requests, 40 used.', undefined],
  ])('is read from %j', async (message, seconds) => {
    expect((await failure(json({ error: { message } }, 429))).retryAfter).toBe(seconds);
    expect((await failure(json({ error: { message, code: 429 } }))).retryAfter).toBe(seconds);
    expect(
      (await failure(stream(chunk({ content: 'a' }), event({ error: { message, code: 429 } })), true)).retryAfter,
    ).toBe(seconds);
  });

  it('is the difference from the date of the response if it is a date', async () => {
    const headers = { date: 'Wed, 01 Jan 2020 00:00:00 GMT', 'retry-after': 'Wed, 01 Jan 2020 00:00:42 GMT' };
    expect((await failure(json({ error: { message: 'Slow' } }, 429, headers))).retryAfter).toBe(42);
  });

  it('may be in a field', async () => {
    expect((await failure(json({ error: { message: 'Slow', retry_after: 4 } }, 429))).retryAfter).toBe(4);
    expect(
      (await failure(json({ error: { message: 'Slow', metadata: { retry_after_seconds: 5 } } }, 429))).retryAfter,
    ).toBe(5);
  });
});

describe('A status', () => {
  it('409 is retried', async () => {
    const replies = [
      json({ error: { message: 'Conflict' } }, 409),
      json({ choices: [{ index: 0, message: { content: 'Fine.' }, finish_reason: 'stop' }] }),
    ];
    await using service = await testService(replies, { client: { maxRetries: 1, baseDelay: 0 } });
    expect((await service.client.generate('Hello')).text).toBe('Fine.');
  });

  it('404 of a base URL without a version names the base URL', async () => {
    await using service = await testService(json({ detail: 'Not Found' }, 404));
    const baseURL = service.baseURL.replace('/v1', '');
    await using other = await testService(json({ detail: 'Not Found' }, 404), { provider: { baseURL } });
    const error = await other.client.generate('Hello').catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(`The base URL ${baseURL}`);
    expect(String(error)).toContain(`${baseURL}/v1`);
  });
});
