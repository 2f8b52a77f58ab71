import { LLMClient } from '@rephysco/core';
import '@rephysco/openai';
import { type CreateContestant, prompt } from '../contestant.ts';

/** Creates a contestant that uses Rephysco with its default layers, without the cache. */
export const create: CreateContestant = (url) => {
  const client = new LLMClient({ provider: 'openai', model: 'gpt-4o-mini', apiKey: 'made-up', baseURL: `${url}/v1` });
  return {
    ask: async () => (await client.generate(prompt)).text,
    async stream(take) {
      for await (const text of await client.generate({ prompt, stream: true })) if (!(await take(text))) break;
    },
  };
};
