import assert from 'node:assert/strict';
import { type LLMClient, tool } from '@rephysco/core';

/** One feature that is checked with a real service. */
export interface LiveCheck {
  readonly name: string;
  /** Sends the requests. Throws if the response is not what it must be. */
  readonly run: (client: LLMClient) => Promise<unknown>;
}

const maxTokens = 300;
const prompt = 'Name a tree. Answer with one word.';

/** A red square of 8 x 8 pixels. */
const image =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsAQ8jQ2VfAAAAAElFTkSuQmCC';

const look = tool({
  name: 'get_temperature',
  description: 'Returns the temperature of a city in degrees Celsius',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute: () => ({ celsius: 17 }),
});

/** The checks of every provider. Each sends one to three short requests. */
export const liveChecks: readonly LiveCheck[] = [
  {
    name: 'text',
    async run(client) {
      const { text, usage } = await client.generate({ prompt, maxTokens });
      assert(text.length > 0 && (usage.outputTokens ?? 0) > 0);
    },
  },
  {
    name: 'stream',
    async run(client) {
      let text = '';
      const stream = client.stream({ prompt, maxTokens });
      for await (const chunk of stream) text += chunk;
      assert.equal((await stream.result).text, text);
      assert(text.length > 0);
    },
  },
  {
    name: 'tool',
    async run(client) {
      const question = 'How warm is it in Oslo? Use get_temperature.';
      const { text } = await client.generate({ prompt: question, tools: [look], maxTokens });
      assert.match(text, /17/);
    },
  },
  {
    name: 'schema',
    async run(client) {
      const schema = { type: 'object', properties: { tree: { type: 'string' } }, required: ['tree'] };
      const { object } = await client.generate({ prompt: 'Name a tree.', schema, maxTokens });
      assert.equal(typeof (object as { tree?: unknown }).tree, 'string');
    },
  },
  {
    name: 'image',
    async run(client) {
      const question = 'Which colour has this square? Answer with one word.';
      const { text } = await client.generate({ prompt: question, images: [image], maxTokens });
      assert.match(text, /red/i);
    },
  },
  {
    name: 'wrong model',
    async run(client) {
      await assert.rejects(client.generate({ prompt, model: 'a-model-that-does-not-exist', maxTokens }), {
        name: /NotFoundError|InvalidRequestError|PermissionError/,
      } as never);
    },
  },
];
