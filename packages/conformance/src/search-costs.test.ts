import { anthropic } from '@rephysco/anthropic';
import { LLMClient, providerTool } from '@rephysco/core';
import type { ProviderDefinition } from '@rephysco/core/provider';
import { gemini } from '@rephysco/gemini';
import { openai } from '@rephysco/openai';
import { expect, it } from 'vitest';

const item = (action: object) => ({ type: 'web_search_call', id: 'ws', status: 'completed', action });
const text = { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] };
const answers: readonly (readonly [ProviderDefinition, string, object, number])[] = [
  [
    openai,
    'gpt-5.4',
    {
      id: 'r',
      status: 'completed',
      model: 'gpt-5.4',
      tools: [{ type: 'web_search' }],
      output: [item({ type: 'search', query: 'a' }), item({ type: 'open_page', url: 'https://a.example' }), text],
      usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    },
    0.01,
  ],
  [
    gemini,
    'gemini-3.8-flash',
    {
      candidates: [
        {
          content: { parts: [{ text: 'Hi' }] },
          finishReason: 'STOP',
          groundingMetadata: { webSearchQueries: ['a', 'b'] },
        },
      ],
      usageMetadata: { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0, serviceTier: 'priority' },
    },
    0.028,
  ],
  [
    anthropic,
    'claude-opus-5-5',
    {
      id: 'a',
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 0, output_tokens: 0, server_tool_use: { web_search_requests: 3 } },
    },
    0.03,
  ],
];

it.each(answers)('The cost of an answer contains its searches: %#', async (definition, model, answer, amount) => {
  const provider = definition.create({
    apiKey: 'made-up',
    fetch: async () => Response.json(answer),
    api: definition === openai ? 'responses' : undefined,
  });
  await using client = new LLMClient({ provider, model });
  const { cost, warnings } = await client.generate({ prompt: 'x', tools: [providerTool('web_search')] });
  expect([cost?.amount, cost?.complete, warnings]).toEqual([amount, true, []]);
});
