import { OpenAI } from 'openai';
import { type CreateContestant, prompt } from '../contestant.ts';

/** Creates a contestant that uses only the `openai` SDK. */
export const create: CreateContestant = (url) => {
  const client = new OpenAI({ apiKey: 'made-up', baseURL: `${url}/v1` });
  const model = 'gpt-4o-mini';
  const messages = [{ role: 'user' as const, content: prompt }];
  return {
    async ask() {
      const { choices } = await client.chat.completions.create({ model, messages });
      return choices[0]?.message.content ?? '';
    },
    async stream(take) {
      const stream = await client.chat.completions.create({
        model,
        messages,
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const { choices } of stream) {
        const text = choices[0]?.delta.content;
        if (text && !(await take(text))) break;
      }
    },
  };
};
