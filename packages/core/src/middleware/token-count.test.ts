import { describe, expect, it } from 'vitest';
import { collect } from '../answer.ts';
import type { StreamEvent } from '../events.ts';
import { fakeFinish } from '../testing/index.ts';
import { sampleRequest, scriptedSource } from '../testing/samples.ts';
import { textCounter } from '../tokens.ts';
import type { Usage } from '../usage.ts';
import { tokenCount } from './token-count.ts';

const usageOf = async (events: readonly StreamEvent[], usage: Usage): Promise<Usage> => {
  const source = scriptedSource([...events, fakeFinish({ usage })]);
  return (await collect(tokenCount()(sampleRequest(), () => source))).usage;
};

describe('tokenCount', () => {
  it('leaves what the provider counted alone', async () => {
    const usage = { inputTokens: 1, outputTokens: 0 };
    expect(await usageOf([{ type: 'text', text: 'Hello' }], usage)).toEqual(usage);
    expect(await usageOf([{ type: 'text', text: 'Hello' }], { outputTokens: 7 })).toEqual({ outputTokens: 7 });
  });

  it('counts where the provider did not, and says that it is an estimate', async () => {
    const count = await textCounter('o200k_base');
    const inputTokens = 3 + 4 + count('Hi');
    const events: readonly StreamEvent[] = [
      { type: 'reasoning', text: 'Hello, ' },
      { type: 'text', text: 'world!' },
    ];
    expect(await usageOf(events, {})).toEqual({
      inputTokens,
      outputTokens: 4,
      totalTokens: inputTokens + 4,
      estimated: true,
    });
    expect(await usageOf(events, { inputTokens: 90 })).toMatchObject({ inputTokens: 90, totalTokens: 94 });
  });

  it('counts refusals and tool calls too, and no media', async () => {
    const count = await textCounter('o200k_base');
    const call: StreamEvent = { type: 'tool-call', id: 'c', name: 'look', arguments: { city: 'Oslo' } };
    const media: StreamEvent = { type: 'media', kind: 'audio', mediaType: 'audio/wav', data: 'AAAA'.repeat(1000) };
    const refusal: StreamEvent = { type: 'refusal', text: 'No.' };
    expect((await usageOf([refusal, media], {})).outputTokens).toBe(count('No.'));
    expect((await usageOf([call], {})).outputTokens).toBe(count('look{"city":"Oslo"}'));
    expect((await usageOf([{ ...call, arguments: undefined }], {})).outputTokens).toBe(count('look'));
  });
});
