import { GoogleGenerativeAI } from '@google/generative-ai';
import { type CreateContestant, prompt } from '../contestant.ts';

/** Creates a contestant that uses only `@google/generative-ai`. */
export const create: CreateContestant = (url) => {
  const model = new GoogleGenerativeAI('made-up').getGenerativeModel({ model: 'gemini-2.5-flash' }, { baseUrl: url });
  return {
    ask: async () => (await model.generateContent(prompt)).response.text(),
    async stream(take) {
      const { stream } = await model.generateContentStream(prompt);
      for await (const chunk of stream) {
        const text = chunk.text();
        if (text && !(await take(text))) break;
      }
    },
  };
};
