import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { type CreateContestant, prompt } from '../contestant.ts';

/** Creates a contestant that uses the Vercel AI SDK with Chat Completions. */
export const create: CreateContestant = (url) => {
  const model = createOpenAI({ apiKey: 'made-up', baseURL: `${url}/v1` }).chat('gpt-4o-mini');
  return {
    ask: async () => (await generateText({ model, prompt })).text,
    async stream(take) {
      for await (const text of streamText({ model, prompt }).textStream) if (!(await take(text))) break;
    },
  };
};
