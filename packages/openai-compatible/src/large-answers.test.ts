import type { ServerResponse } from 'node:http';
import { InvalidAnswerError } from '@rephysco/core';
import { describe, expect, it, vi } from 'vitest';
import { testService } from './testing/test-service.ts';

const stream = { 'content-type': 'text/event-stream' };

/** Writes the same piece at the speed of the reader, until the client closes the connection. */
function endless(response: ServerResponse, piece: string): void {
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

/** Asks for a stream and returns its error. */
async function failure(piece: string, includeRaw = false): Promise<unknown> {
  await using service = await testService((response) => endless(response.writeHead(200, stream), piece));
  try {
    const answer = await service.client.generate({ prompt: 'Hi', stream: true, maxAnswerBytes: 20e6, includeRaw });
    return await answer.result;
  } catch (error) {
    return error;
  }
}

const event = (delta: object): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;

describe('a stream without end', () => {
  it.each([
    ['white space', '\n'.repeat(65_536)],
    ['lines of one event', 'data: a\n'.repeat(5000)],
    ['comments', ': ping\n\n'.repeat(5000)],
    ['new sources', event({ annotations: [] }).replace('[]', `[${'{"type":"url_citation","url":"u"},'.repeat(20)}{}]`)],
    ['details of reasoning', event({ reasoning_details: new Array(1000).fill({ type: 't', index: 1, data: {} }) })],
  ])('is an error with a code: %s', async (_, piece) => {
    const error = await failure(piece);
    expect(error).toBeInstanceOf(InvalidAnswerError);
    expect(error).toMatchObject({ code: 'answer_too_large', retryable: false });
  });

  it('is an error before `includeRaw` keeps more events than the limit', async () => {
    const error = await failure(event({ content: 'a' }), true);
    expect(error).toMatchObject({ code: 'answer_too_large', partial: { text: expect.stringMatching(/^a+$/) } });
    expect(String(error)).toContain('which includeRaw keeps, need more than 20000000 bytes');
  });

  it('keeps the text before too many values', async () => {
    const details = new Array(1000).fill(0).map((__, index) => ({ type: 't', index, data: {} }));
    const error = await failure(event({ content: 'a', reasoning_details: details }));
    expect(error).toMatchObject({ code: 'answer_too_large', partial: { text: expect.stringMatching(/^a+$/) } });
  });
});

describe('a large answer', () => {
  const text = 'One \\ line "of" a text with ä and 好.\n'.repeat(200_000);
  const choice = { index: 0, message: { content: text }, delta: { content: text }, finish_reason: 'stop' };
  const body = JSON.stringify({ id: 'a', choices: [choice], usage: { prompt_tokens: 1, completion_tokens: 2 } });

  it.each([
    ['a body', false, (response: ServerResponse) => response.end(body)],
    ['a body for a streamed request', true, (response: ServerResponse) => response.end(body)],
    ['an event', true, (response: ServerResponse) => response.writeHead(200, stream).end(`data: ${body}\n\n`)],
  ])('is read in steps: %s', async (_, streamed, reply) => {
    await using service = await testService(reply);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const answer = streamed
      ? await (await service.client.generate({ prompt: 'Hi', stream: true })).result
      : await service.client.generate({ prompt: 'Hi' });
    clearInterval(timer);
    expect(answer.text === text).toBe(true);
    expect(turns).toBeGreaterThan(3);
  });

  it('is parsed once, in steps, with `includeRaw`', async () => {
    await using service = await testService((response) => response.writeHead(200, stream).end(`data: ${body}\n\n`));
    const parse = vi.spyOn(JSON, 'parse');
    const { response } = await (await service.client.generate({ prompt: 'Hi', stream: true, includeRaw: true })).result;
    const lengths = parse.mock.calls.map(([each]) => each.length);
    parse.mockRestore();
    expect(Math.max(0, ...lengths)).toBeLessThan(100_000);
    expect(lengths.reduce((sum, each) => sum + each, 0)).toBeLessThan(1.5 * body.length);
    expect(response?.body).toEqual([JSON.parse(body)]);
  });
});
