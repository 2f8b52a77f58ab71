import { type CreateContestant, prompt } from '../contestant.ts';
import { readData } from './read-data.ts';

interface Chunk {
  readonly candidates: readonly { readonly content: { readonly parts: readonly { readonly text: string }[] } }[];
}

const textOf = ({ candidates }: Chunk): string => candidates[0]?.content.parts[0]?.text ?? '';

/** Creates a contestant with handwritten code for Gemini. */
export const create: CreateContestant = (url) => {
  const send = (method: string): Promise<Response> =>
    fetch(`${url}/v1beta/models/gemini-2.5-flash:${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': 'made-up' },
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: prompt }] }] }),
    });
  return {
    ask: async () => textOf((await (await send('generateContent')).json()) as Chunk),
    async stream(take) {
      for await (const data of readData(await send('streamGenerateContent?alt=sse'))) {
        const text = textOf(JSON.parse(data) as Chunk);
        if (text && !(await take(text))) break;
      }
    },
  };
};
