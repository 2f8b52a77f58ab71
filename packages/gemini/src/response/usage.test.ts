import { describe, expect, it } from 'vitest';
import { searchesOf } from './citations.ts';
import { toUsage } from './usage.ts';

describe('Usage of Gemini', () => {
  it('has the tokens of audio and of images', () => {
    const usage = toUsage({
      promptTokenCount: 100,
      candidatesTokenCount: 60,
      cachedContentTokenCount: 40,
      totalTokenCount: 160,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 20 },
        { modality: 'AUDIO', tokenCount: 80 },
      ],
      cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 40 }],
      candidatesTokensDetails: [
        { modality: 'IMAGE', tokenCount: 50 },
        { modality: 'AUDIO', tokenCount: 7 },
      ],
    });
    expect(usage).toMatchObject({
      audioInputTokens: 80,
      cachedAudioTokens: 40,
      audioOutputTokens: 7,
      imageOutputTokens: 50,
    });
  });

  it('counts each search since Gemini 3, and a prompt with searches before', () => {
    const candidate = { groundingMetadata: { webSearchQueries: ['one', 'two'] } };
    expect(searchesOf(candidate, 'gemini-3.8-flash')).toBe(2);
    expect(searchesOf(candidate, 'gemini-2.5-flash')).toBe(1);
    expect(searchesOf({}, 'gemini-3.8-flash')).toBeUndefined();
  });
});
