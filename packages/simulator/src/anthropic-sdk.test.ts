import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from './simulator.ts';

const clientOf = (simulator: Simulator): Anthropic =>
  new Anthropic({
    apiKey: 'made-up',
    baseURL: `${simulator.url}/anthropic`,
    maxRetries: 0,
    defaultHeaders: { 'anthropic-version': '2023-06-01' },
  });

const ask = {
  model: 'claude-haiku-4-5',
  max_tokens: 4000,
  messages: [{ role: 'user' as const, content: 'What is the weather in Oslo?' }],
};
const tools = [
  {
    name: 'get_weather',
    description: 'Weather of a city',
    input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
  },
];

describe('The official client of Anthropic', () => {
  it('reads the same whole and streamed', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const whole = await client.messages.create(ask);
    const streamed = await client.messages.stream(ask).finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect([streamed.stop_reason, streamed.usage.output_tokens]).toEqual([
      whole.stop_reason,
      whole.usage.output_tokens,
    ]);
    expect(simulator.requests[0]?.usage?.outputTokens).toBe(whole.usage.output_tokens);
  });

  it('reads thinking and calls, and sends them back', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const thinking = { type: 'enabled' as const, budget_tokens: 1024 };
    const { content } = await client.messages.stream({ ...ask, tools, thinking }).finalMessage();
    expect(content.map(({ type }) => type)).toEqual(['thinking', 'tool_use']);
    const call = content.find((block) => block.type === 'tool_use');
    expect(call).toMatchObject({ name: 'get_weather', input: { city: 'Oslo' } });
    const results = [{ type: 'tool_result' as const, tool_use_id: call?.id ?? '', content: '4 degrees' }];
    const messages = [
      ...ask.messages,
      { role: 'assistant' as const, content },
      { role: 'user' as const, content: results },
    ];
    const answer = await client.messages.create({ ...ask, messages, tools, thinking });
    expect(answer.stop_reason).toBe('end_turn');
  });

  it('reads errors before and in a stream, and counts tokens', async () => {
    await using simulator = await createSimulator({ faults: ['529', '429@7'] });
    const client = clientOf(simulator);
    const failed = () => client.messages.create(ask).catch((error: unknown) => error);
    expect(await failed()).toMatchObject({ status: 529, type: 'overloaded_error' });
    expect(await failed()).toMatchObject({ status: 429, type: 'rate_limit_error' });
    simulator.fail('error-event@2');
    await expect(client.messages.stream(ask).finalMessage()).rejects.toMatchObject({ type: 'api_error' });
    const { input_tokens } = await client.messages.countTokens({ model: ask.model, messages: ask.messages });
    expect(input_tokens).toBeGreaterThan(0);
  });
});
