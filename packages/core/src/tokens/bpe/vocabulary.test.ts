import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readVocabulary } from './vocabulary.ts';

describe('readVocabulary', () => {
  it.each(['o200k_base', 'cl100k_base'] as const)('reads the tokens of %s like the library', async (encoding) => {
    const { default: list } = await import(`gpt-tokenizer/bpeRanks/${encoding}`);
    const { bytes, ends } = await readVocabulary(encoding);
    expect(ends).toHaveLength(list.length);
    const buffer = Buffer.from(bytes);
    const differing = list.filter((token: string | readonly number[], rank: number) => {
      return !Buffer.from(token as string).equals(buffer.subarray(ends[rank - 1] ?? 0, ends[rank]));
    });
    expect(differing).toEqual([]);
  });

  it('uses the modules of the library where its data is missing, as beside a bundle', async () => {
    const expected = await readVocabulary('cl100k_base');
    for (const from of ['', 'file:///nowhere/bundle.js']) {
      const { bytes, ends } = await readVocabulary('cl100k_base', from);
      expect(Buffer.compare(bytes, expected.bytes)).toBe(0);
      expect([...ends]).toEqual([...expected.ends]);
    }
  });

  it('reads a file that does not end with a line feed', async () => {
    const project = await mkdtemp(join(tmpdir(), 'vocabulary-'));
    const data = join(project, 'node_modules/gpt-tokenizer/data');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'cl100k_base.tiktoken'), 'YQ== 0\nYmM= 1');
    const { bytes, ends } = await readVocabulary('cl100k_base', pathToFileURL(join(project, 'program.js')).href);
    await rm(project, { recursive: true });
    expect(Buffer.from(bytes).toString()).toBe('abc');
    expect([...ends]).toEqual([1, 3]);
  });

  it('does not block the process while it reads', async () => {
    let longest = 0;
    let used = cpuTime();
    let isReading = true;
    const turns = (async () => {
      while (isReading) {
        await new Promise((resolve) => setImmediate(resolve));
        const now = cpuTime();
        longest = Math.max(longest, now - used);
        used = now;
      }
    })();
    await readVocabulary('o200k_base');
    isReading = false;
    await turns;
    expect(longest).toBeLessThan(60);
  });
});

/** Returns the CPU time of this thread in milliseconds, or of the process before Node 24. */
function cpuTime(): number {
  const { user } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return user / 1000;
}
