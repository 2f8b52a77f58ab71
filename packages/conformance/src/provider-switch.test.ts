import './providers.ts';
import { Conversation, LLMClient, type LLMClientOptions, type Tool } from '@rephysco/core';
import { createSimulator, type ServiceName } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';

const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';

/** Tool that returns an object and an image. */
const weather: Tool = {
  name: 'get_weather',
  description: 'Weather of a city, with a chart',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute: () => ({ celsius: 4, chart: { type: 'image', url: png } }),
};

type Target = Omit<LLMClientOptions, 'provider'> & { readonly provider: ServiceName };

const targets: readonly (readonly [string, Target])[] = [
  ['OpenAI', { provider: 'openai', api: 'chat' }],
  ['OpenAI over Responses', { provider: 'openai', api: 'responses' }],
  ['Gemini', { provider: 'gemini' }],
  ['Claude', { provider: 'anthropic' }],
  ['a Claude that summarizes its thinking', { provider: 'anthropic', reasoning: { effort: 'high' } }],
  ['an older Claude that thinks', { provider: 'anthropic', model: 'claude-haiku-4-5', reasoning: { effort: 'high' } }],
];

const pairs = targets.flatMap(([from, one]) =>
  targets
    .filter(([to]) => to !== from && (to.includes('Claude') || from.includes('Claude')))
    .map(([to, other]) => [from, to, one, other] as const),
);

describe.each([false, true])('A conversation with tools and images, streamed: %s', (stream) => {
  it.each(pairs)('continues from %s with %s and back', async (_from, _to, one, other) => {
    await using simulator = await createSimulator();
    const clientOf = ({ provider, ...options }: Target): LLMClient => {
      const connection = { provider, baseURL: simulator.baseURL(provider), apiKey: 'made-up', enableRetries: false };
      return new LLMClient({ ...connection, ...options });
    };
    await using first = clientOf(one);
    await using second = clientOf(other);
    const conversation = new Conversation({ client: first, system: 'Be brief.' });
    const ask = async (client: LLMClient, message: string, images: readonly string[] = []): Promise<void> => {
      const options = { message, images, tools: [weather], maxSteps: 3 };
      const own = conversation.use(client);
      // The simulator may call the tool again, because the label of its image contains the name of the tool.
      const { content } = stream
        ? await (await own.send({ ...options, stream: true })).result
        : await own.send(options);
      expect(content.length).toBeGreaterThan(0);
    };
    await ask(first, 'What is the weather in Oslo? Use the tool.', [png]);
    await ask(second, 'And what is the weather in Turku?');
    await ask(second, 'What is in this image?', [png]);
    await ask(first, 'And what is the weather in Bergen?');
    await ask(second, 'Which city is the warmest?');
    expect(conversation.turns.filter(({ role }) => role === 'tool').length).toBeGreaterThanOrEqual(3);
    const refused = simulator.requests.filter(({ status = 0 }) => status >= 400);
    expect(refused.map(({ body }) => body)).toEqual([]);
    expect(JSON.stringify(simulator.requests.at(-1)?.body)).toContain(png.slice(png.indexOf(',') + 1));
  });
});
