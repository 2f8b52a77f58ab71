import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from './index.ts';

const clientOf = (simulator: Simulator, apiKey = 'test-key'): OpenAI =>
  new OpenAI({ baseURL: `${simulator.url}/v1`, apiKey, maxRetries: 0 });

const ask = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Explain tide pools to a child.' }] };

const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

describe("OpenAI's face, read by the official SDK", () => {
  it('answers without streaming and mentions that it is simulated', async () => {
    await using simulator = await createSimulator();
    const answer = await clientOf(simulator).chat.completions.create(ask);
    const text = answer.choices[0]?.message.content ?? '';
    expect(text).toContain('simulated');
    expect(text).toContain('tide pools');
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.usage?.total_tokens).toBe(
      (answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0),
    );
    expect(simulator.requests[0]?.body).toEqual(ask);
  });

  it('streams the words of the plain answer, then the usage', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const plain = await client.chat.completions.create(ask);
    const stream = await client.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    const pieces: string[] = [];
    let usage: unknown;
    for await (const chunk of stream) {
      const piece = chunk.choices[0]?.delta.content;
      if (piece) pieces.push(piece);
      usage = chunk.usage ?? usage;
    }
    expect(pieces.join('')).toBe(plain.choices[0]?.message.content);
    expect(pieces.length).toBeGreaterThan(10);
    expect(usage).toEqual(plain.usage);
    expect(simulator.requests[1]?.pieces).toBe(pieces.length);
  });

  it('calls a tool, in fragments if streamed, and uses its result', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const question = { role: 'user' as const, content: 'What is the weather in Oslo?' };
    const asked = { model: 'gpt-4o', messages: [question], tools: [weather] };
    const stream = client.chat.completions.stream(asked);
    const { message } = (await stream.finalChatCompletion()).choices[0] ?? {};
    const call = message?.tool_calls?.[0];
    expect(call).toMatchObject({ function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } });
    const result = { role: 'tool' as const, tool_call_id: call?.id ?? '', content: '4 degrees and rain' };
    const calling = { role: 'assistant' as const, content: null, tool_calls: message?.tool_calls ?? [] };
    const answer = await client.chat.completions.create({ ...asked, messages: [question, calling, result] });
    expect(answer.choices[0]?.message.content).toContain('4 degrees and rain');
  });

  it('rejects wrong keys, unknown models and invalid requests with the messages of the API', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    await expect(clientOf(simulator, 'invalid-key-12345').chat.completions.create(ask)).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      message: expect.stringContaining('invalid-*****2345'),
    });
    await expect(client.chat.completions.create({ ...ask, model: 'does-not-exist' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    await expect(client.chat.completions.create({ ...ask, temperature: 3 })).rejects.toMatchObject({
      status: 400,
      param: 'temperature',
      requestID: expect.stringMatching(/^req_[0-9a-f]{32}$/),
    });
  });

  it('embeds in base64, the default of the SDK, and in numbers', async () => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const wanted = { model: 'text-embedding-3-small', input: ['tide pools', 'tax law'], dimensions: 8 };
    const packed = await client.embeddings.create(wanted);
    const plain = await client.embeddings.create({ ...wanted, encoding_format: 'float' });
    expect(packed.data.map(({ embedding }) => [...embedding].map((value) => value.toFixed(5)))).toEqual(
      plain.data.map(({ embedding }) => embedding.map((value) => value.toFixed(5))),
    );
  });

  it('lists models', async () => {
    await using simulator = await createSimulator();
    const models = await clientOf(simulator).models.list();
    expect(models.data.map((model) => model.id)).toContain('sim');
  });
});
