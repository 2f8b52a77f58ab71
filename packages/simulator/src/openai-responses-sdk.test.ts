import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from './index.ts';

const clientOf = (simulator: Simulator): OpenAI =>
  new OpenAI({ baseURL: simulator.baseURL('openai'), apiKey: 'test-key', maxRetries: 0, logLevel: 'off' });

const weather = {
  type: 'function' as const,
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
};

describe("OpenAI's Responses, read by the official SDK", () => {
  it('answers without streaming', async () => {
    await using simulator = await createSimulator();
    const answer = await clientOf(simulator).responses.create({ model: 'gpt-4o', input: 'Explain tide pools.' });
    expect(answer.status).toBe('completed');
    expect(answer.output_text).toContain('tide pools');
  });

  it('streams the words of the plain answer, and a summary of the thinking on request', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const asked = {
      model: 'gpt-5',
      instructions: 'Be brief.',
      input: 'Explain tide pools.',
      reasoning: { effort: 'low' as const, summary: 'auto' as const },
    };
    const plain = await client.responses.create(asked);
    let text = '';
    let summary = '';
    const stream = client.responses.stream(asked);
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.reasoning_summary_text.delta') summary += event.delta;
    }
    expect(text).toBe(plain.output_text);
    expect(text).toContain('“Be brief”');
    expect(summary).toContain('simulated thinking');
    expect((await stream.finalResponse()).usage).toEqual(plain.usage);
    expect(plain.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  });

  it('calls a tool and uses its result', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const question = { role: 'user' as const, content: 'What is the weather in Oslo?' };
    const stream = client.responses.stream({ model: 'gpt-5', input: [question], tools: [weather] });
    const first = await stream.finalResponse();
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call).toMatchObject({ name: 'get_weather', arguments: '{"city":"Oslo"}' });
    const output = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: '4 degrees' };
    const input = [question, ...first.output, output] as OpenAI.Responses.ResponseInput;
    const answer = await client.responses.create({ model: 'gpt-5', input, tools: [weather] });
    expect(answer.output_text).toContain('4 degrees');
  });

  it('counts input tokens like the answer', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const asked = { model: 'gpt-4o', input: 'Explain tide pools.', tools: [weather] };
    const { input_tokens } = await client.responses.inputTokens.count(asked);
    expect((await client.responses.create(asked)).usage?.input_tokens).toBe(input_tokens);
  });

  it('is incomplete at its token limit', async () => {
    await using simulator = await createSimulator();
    const asked = { model: 'gpt-4o', input: 'Explain tide pools.', max_output_tokens: 16 };
    const answer = await clientOf(simulator).responses.create(asked);
    expect(answer).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    expect(answer.usage?.output_tokens).toBe(16);
  });

  it('rejects the same requests as the API', async () => {
    await using simulator = await createSimulator();
    const { responses } = clientOf(simulator);
    const refusals = [
      [{ model: 'does-not-exist', input: 'x' }, 'model_not_found'],
      [{ model: 'gpt-4o', input: 'x', max_output_tokens: 5 }, 'integer_below_min_value'],
      [{ model: 'gpt-4o', input: 'x', previous_response_id: 'resp_1' }, 'previous_response_not_found'],
      [{ model: 'gpt-4o', input: [{ type: 'function_call_output', call_id: 'a', output: 'b' }] }, null],
    ] as const;
    for (const [body, code] of refusals) {
      await expect(responses.create(body as never)).rejects.toMatchObject({ status: 400, code });
    }
  });

  it.each(['error-in-stream@2', 'error-event@2'])('fails inside the stream on order: %s', async (fault) => {
    await using simulator = await createSimulator({ faults: [fault] });
    const asked = { model: 'gpt-4o', input: 'Explain tide pools.', stream: true as const };
    const failures: unknown[] = [];
    try {
      for await (const event of await clientOf(simulator).responses.create(asked)) {
        if (event.type === 'response.failed') failures.push(event.response.error?.message);
      }
    } catch (error) {
      failures.push((error as Error).message);
    }
    expect(failures).toEqual([expect.stringContaining('The server had an error')]);
  });
});
