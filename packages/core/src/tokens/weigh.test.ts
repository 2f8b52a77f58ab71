import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tokenizer } from '../contract/model-info.ts';
import { countLocally } from './request-tokens.ts';
import { textCounter } from './text-tokens.ts';
import { tokenProfile } from './tokenizer-profiles.ts';
import { weigh } from './weigh.ts';

interface Counted {
  readonly name: string;
  /** Number of lines of the counted text. Each line is `text`. */
  readonly repeat: number;
  readonly text: string;
  readonly tokens: Readonly<Partial<Record<Tokenizer, number>>>;
}

/**
 * Article 1 of the Universal Declaration of Human Rights in 23 languages, code, digits, hexadecimal numbers and blanks, with
 * the counts of the tokenizers of Qwen3, DeepSeek-V3 and Gemma 3. None of them was used to fit the factors.
 */
const path = join(import.meta.dirname, 'fixtures/counted-texts.json');
const samples = JSON.parse(readFileSync(path, 'utf8')) as readonly Counted[];
const vocabularies: readonly Tokenizer[] = ['qwen3', 'deepseek_v3', 'gemma3'];

describe('Estimates of other vocabularies', () => {
  it('lie within their bound in at least 95 % of texts, with a median half-width of at most 15 %', async () => {
    const outside: string[] = [];
    const widths: number[] = [];
    for (const tokenizer of vocabularies) {
      for (const { name, repeat, text, tokens } of samples) {
        const content = Array.from({ length: repeat }, () => text).join('\n');
        const request = { provider: 'p', model: 'm', stream: false, messages: [{ role: 'user', content }] } as const;
        const counted = await countLocally(request, { id: 'm', input: ['text'], tokenizer });
        widths.push(counted.bound / counted.tokens);
        const real = tokens[tokenizer] ?? Number.NaN;
        const isInside = Math.abs(counted.tokens - real) <= counted.bound;
        if (!isInside) outside.push(`${tokenizer}, ${name}: ${counted.tokens} ± ${counted.bound}, really ${real}`);
      }
    }
    widths.sort((one, other) => one - other);
    expect(samples.length).toBeGreaterThan(30);
    expect(outside.length / widths.length, outside.join('\n')).toBeLessThanOrEqual(0.05);
    expect(widths[widths.length >> 1]).toBeLessThanOrEqual(0.15);
  });

  it.each(vocabularies)('of languages have a median half-width of at most 15 %%: %s', async (tokenizer) => {
    const count = await textCounter('o200k_base');
    const { vocabulary } = tokenProfile({ id: 'm', input: ['text'], tokenizer });
    if (!vocabulary) throw new Error('There is no vocabulary.');
    const languages = samples.slice(
      0,
      samples.findIndex(({ name }) => name === 'TypeScript'),
    );
    const widths = languages.map(({ repeat, text }) => {
      const { tokens, bound } = weigh(Array.from({ length: repeat }, () => text).join('\n'), count, vocabulary);
      return bound / tokens;
    });
    widths.sort((one, other) => one - other);
    expect(widths).toHaveLength(23);
    expect(widths[11]).toBeLessThanOrEqual(0.13);
  });

  it('are never negative or infinite, for any text', async () => {
    const count = await textCounter('o200k_base');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...vocabularies), (text, tokenizer) => {
        const { vocabulary } = tokenProfile({ id: 'm', input: ['text'], tokenizer });
        if (!vocabulary) throw new Error('There is no vocabulary.');
        const { tokens, bound } = weigh(text, count, vocabulary);
        expect(tokens).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(tokens + bound)).toBe(true);
      }),
    );
  });

  it('take linear time, even if the script changes with every letter', async () => {
    const count = await textCounter('o200k_base');
    const { vocabulary } = tokenProfile({ id: 'm', input: ['text'], tokenizer: 'qwen3' });
    if (!vocabulary) throw new Error('There is no vocabulary.');
    const before = process.cpuUsage();
    weigh('aябг漢ก'.repeat(20_000), count, vocabulary);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(5);
  });
});
