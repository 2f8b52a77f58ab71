import { type CreateContestant, prompt } from '../contestant.ts';
import { readData } from './read-data.ts';

interface Chunk {
  readonly choices: readonly { readonly delta?: { content?: string }; readonly message?: { content: string } }[];
}

/** Creates a contestant with handwritten code: the global `fetch`, without any error handling. */
export const create: CreateContestant = (url) => {
  const send = (stream: boolean): Promise<Response> =>
    fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer made-up' },
      body: JSON.stringify({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: prompt }],
        ...(stream && { stream, stream_options: { include_usage: true } }),
      }),
    });
  return {
    async ask() {
      const { choices } = (await (await send(false)).json()) as Chunk;
      return choices[0]?.message?.content ?? '';
    },
    async stream(take) {
      for await (const data of readData(await send(true))) {
        if (data === '[DONE]') break;
        const text = (JSON.parse(data) as Chunk).choices[0]?.delta?.content;
        if (text && !(await take(text))) break;
      }
    },
  };
};
