import { LLMClient, type StreamEvent, tool } from '@rephysco/core';
import { fakeFinish, fakeProvider } from '@rephysco/core/testing';
import { createSimulator } from '@rephysco/simulator';
import {
  parseJsonEventStream,
  readUIMessageStream,
  type UIMessage,
  type UIMessageChunk,
  uiMessageChunkSchema,
} from 'ai';
import { describe, expect, it } from 'vitest';
import { providers } from './providers.ts';

/** Reads a response with the parser of the AI SDK, which `useChat` uses. Returns the finished message. */
async function readMessage(response: Response): Promise<{ message: UIMessage; chunks: readonly UIMessageChunk[] }> {
  if (!response.body) throw new Error('the response has no body');
  const chunks: UIMessageChunk[] = [];
  const checked = parseJsonEventStream({ stream: response.body, schema: uiMessageChunkSchema }).pipeThrough(
    new TransformStream({
      transform(result, controller) {
        if (!result.success) throw result.error;
        chunks.push(result.value);
        controller.enqueue(result.value);
      },
    }),
  );
  let message: UIMessage | undefined;
  for await (const each of readUIMessageStream({ stream: checked, terminateOnError: true })) message = each;
  if (!message) throw new Error('the stream has no message');
  return { message, chunks };
}

function clientOf(...answers: readonly (readonly StreamEvent[])[]): LLMClient {
  let asked = 0;
  const answer = (): readonly StreamEvent[] => {
    asked += 1;
    return answers[asked - 1] ?? [];
  };
  return new LLMClient({ provider: fakeProvider({ answer }) });
}

describe('a response in the format ui-message, read by the AI SDK', () => {
  it('has every part in its order', async () => {
    const client = clientOf([
      { type: 'reasoning', text: 'Thinking ' },
      { type: 'reasoning', text: 'hard.' },
      { type: 'text', text: 'Hello' },
      { type: 'text', text: ' 🌍.' },
      { type: 'source', source: { type: 'url', url: 'https://a.example/', title: 'A' } },
      { type: 'source', source: { type: 'file', fileId: 'file-1' } },
      { type: 'media', kind: 'image', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
      { type: 'media', kind: 'audio', mediaType: 'audio/pcm', data: 'AAE=' },
      { type: 'media', kind: 'audio', mediaType: 'audio/pcm', data: 'AgM=' },
      { type: 'text', text: 'Bye.' },
      fakeFinish(),
    ]);
    const { message } = await readMessage(client.stream('Hi').toResponse({ format: 'ui-message' }));
    expect(message.parts).toMatchObject([
      { type: 'step-start' },
      { type: 'reasoning', text: 'Thinking hard.', state: 'done' },
      { type: 'text', text: 'Hello 🌍.', state: 'done' },
      { type: 'source-url', url: 'https://a.example/', title: 'A' },
      { type: 'source-document', title: 'file-1' },
      { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,iVBORw0KGgo=' },
      { type: 'file', mediaType: 'audio/pcm', url: 'data:audio/pcm;base64,AAECAw==' },
      { type: 'text', text: 'Bye.', state: 'done' },
    ]);
  });

  it('has the arguments of a tool as they arrive, its result, and the next answer', async () => {
    const weather = tool({ name: 'weather', parameters: { type: 'object' }, execute: () => ({ celsius: 4 }) });
    const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: { city: 'Oslo' } } as const;
    const client = clientOf(
      [
        { type: 'tool-call-delta', id: 'c1', name: 'weather', delta: '{"city":' },
        { type: 'tool-call-delta', id: 'c1', name: 'weather', delta: '"Oslo"}' },
        call,
        fakeFinish({ finishReason: 'tool_calls' }),
      ],
      [{ type: 'text', text: 'Four degrees.' }, fakeFinish()],
    );
    const stream = client.stream({ prompt: 'Weather?', tools: [weather], maxSteps: 2 });
    const { message } = await readMessage(stream.toResponse({ format: 'ui-message' }));
    const part = { type: 'tool-weather', state: 'output-available', input: call.arguments, output: { celsius: 4 } };
    expect(message.parts).toMatchObject([{ type: 'step-start' }, part, { type: 'text', text: 'Four degrees.' }]);
  });

  it.each(providers.map(({ service }) => service))('is valid for the answers of %s', async (provider) => {
    await using simulator = await createSimulator();
    const client = new LLMClient({ provider, baseURL: simulator.baseURL(provider), apiKey: 'made-up' });
    const stream = client.stream('Why is the sky blue?');
    const { message } = await readMessage(stream.toResponse({ format: 'ui-message' }));
    const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
    expect(text).toBe((await stream.result).text);
  });

  it('ends with an error that the reader reports', async () => {
    await using simulator = await createSimulator();
    simulator.fail('cut@2');
    const client = new LLMClient({
      provider: 'openai',
      baseURL: simulator.baseURL('openai'),
      apiKey: 'made-up',
      maxRetries: 0,
    });
    const response = client.stream('Why is the sky blue?').toResponse({ format: 'ui-message' });
    await expect(readMessage(response)).rejects.toThrow();
  });
});
