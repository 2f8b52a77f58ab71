import { LLMClient } from '@rephysco/core';
import '@rephysco/gemini';
import { type CreateContestant, prompt } from '../contestant.ts';

/** Creates a contestant that uses Rephysco with its default layers and the Gemini protocol. */
export const create: CreateContestant = (url) => {
  const baseURL = `${url}/v1beta`;
  const client = new LLMClient({ provider: 'gemini', model: 'gemini-2.5-flash', apiKey: 'made-up', baseURL });
  return {
    ask: async () => (await client.generate(prompt)).text,
    async stream(take) {
      for await (const text of await client.generate({ prompt, stream: true })) if (!(await take(text))) break;
    },
  };
};
