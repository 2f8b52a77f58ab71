import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImageRate, imageTokens, mostImageTokens } from './media-rates.ts';

const tiles: ImageRate = { kind: 'tiles', side: 512, base: 85, perTile: 170, longSide: 2048, shortSide: 768 };
const crops: ImageRate = { kind: 'crops', share: 1 / 1.5, perCrop: 258, single: 384 };
const patches: ImageRate = { kind: 'patches', side: 32, factor: 1, mostPatches: 1536 };
const area: ImageRate = { kind: 'area', side: 32, leastPatches: 4, mostPatches: 1280, frame: 2 };

describe('imageTokens', () => {
  it.each([
    // https://developers.openai.com/api/docs/guides/images-vision
    ['tiles', tiles, 1024, 1024, 765],
    ['tiles', tiles, 2048, 4096, 1105],
    ['tiles', tiles, 4096, 8192, 1105],
    ['tiles of a small image', tiles, 128, 64, 255],
    ['patches', patches, 1024, 1024, 1024],
    ['patches that are too many', patches, 1800, 2400, 1452],
    ['patches with a factor', { ...patches, factor: 1.62 }, 1024, 1024, 1659],
    // https://ai.google.dev/gemini-api/docs/image-understanding
    ['crops', crops, 960, 540, 6 * 258],
    ['crops of a small image', crops, 384, 384, 258],
    ['tiles of one size', { kind: 'tiles', side: 768, perTile: 258 }, 1000, 700, 2 * 258],
    // https://docs.x.ai/docs/guides/image-understanding
    ['tiles up to a number', { kind: 'tiles', side: 448, base: 256, perTile: 256, mostTiles: 6 }, 4000, 4000, 1792],
    ['area', area, 640, 480, 302],
    ['area of a small image', area, 10, 10, 6],
    ['area of a large image', area, 4000, 3000, 1282],
    ['one figure', { kind: 'fixed', tokens: 1120 }, 4000, 3000, 1120],
  ] as const)('counts %s', (_, rate, width, height, tokens) => {
    expect(imageTokens(rate, { width, height })).toBe(tokens);
    expect(imageTokens(rate, { width: height, height: width })).toBe(tokens);
  });

  it('is a number for any size, and at most the maximum for any supported size', () => {
    const side = fc.integer({ min: 1, max: 6000 });
    fc.assert(
      fc.property(fc.constantFrom(tiles, patches, area), side, side, (rate, width, height) => {
        const tokens = imageTokens(rate, { width, height });
        expect(tokens).toBeGreaterThan(0);
        expect(tokens).toBeLessThanOrEqual(mostImageTokens(rate));
      }),
    );
    const wild = fc.integer({ min: 1, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(fc.constantFrom(tiles, crops, patches, area), wild, wild, (rate, width, height) => {
        expect(imageTokens(rate, { width, height })).toBeGreaterThan(0);
      }),
    );
  });
});
