import { chat, chunk, events, json, type KeptAnswer } from './kept-answer.ts';

/** Answers that report a failure, exceed a limit, or contain impossible values. */
export const failedAnswers: readonly KeptAnswer[] = [
  {
    name: 'an error inside an answer of status 200',
    provider: 'openai',
    stream: false,
    body: json({ error: { message: 'Rate limited upstream', code: 429 } }),
    error: { kind: 'rate_limit' },
  },
  {
    name: 'an error in the middle of a stream',
    provider: 'openai',
    stream: true,
    body: events(chunk({ content: 'H' }), { error: { message: 'The server is overloaded', type: 'overloaded_error' } }),
    error: { partial: { text: 'H' } },
  },
  {
    name: 'a stream that ends without a finish reason',
    provider: 'openai',
    stream: true,
    body: events(chunk({ content: 'H' })),
    error: { kind: 'interrupted', partial: { text: 'H' } },
  },
  {
    name: 'JSON that is nested 600 levels deep',
    provider: 'openai',
    stream: false,
    body: `{"a":${'['.repeat(600)}${']'.repeat(600)}}`,
    error: { kind: 'invalid_answer', code: 'answer_too_large' },
  },
  {
    name: 'more tool calls than the limit',
    provider: 'openai',
    stream: false,
    body: json(
      chat(
        {
          content: null,
          tool_calls: Array.from({ length: 200 }, (_, index) => ({
            id: `${index}`,
            type: 'function',
            function: { name: 'look', arguments: '{}' },
          })),
        },
        'tool_calls',
      ),
    ),
    error: { kind: 'invalid_answer', code: 'answer_too_large' },
  },
  {
    name: 'a negative usage',
    provider: 'openai',
    stream: false,
    body: json({
      ...chat({ content: 'Hi' }),
      usage: { prompt_tokens: -3, completion_tokens: 1e300, total_tokens: 0.5 },
    }),
    result: { text: 'Hi', usage: { estimated: true } },
  },
  {
    name: 'half of a surrogate pair',
    provider: 'openai',
    stream: false,
    body: json(chat({ content: 'Hi \ud83d' })),
    result: { finishReason: 'stop' },
  },
  {
    name: 'a web page instead of JSON',
    provider: 'openai',
    stream: false,
    type: 'text/html',
    body: '<!doctype html><title>Sign in</title>',
    error: { kind: 'server' },
  },
  {
    name: 'a function call without arguments',
    provider: 'gemini',
    stream: false,
    body: json({
      candidates: [{ content: { role: 'model', parts: [{ functionCall: { name: 'look' } }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
    }),
    result: { toolCalls: [{ name: 'look', arguments: {} }] },
  },
  {
    name: 'a blocked prompt without candidates',
    provider: 'gemini',
    stream: false,
    body: json({
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 },
    }),
    result: { text: '', finishReason: 'content_filter' },
  },
  {
    name: 'an event with a name and an error in it',
    provider: 'anthropic',
    stream: true,
    body: `event: error\n${events({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })}`,
    error: { kind: 'overloaded' },
  },
];
