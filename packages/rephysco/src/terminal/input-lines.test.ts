import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { inputLines } from './input-lines.ts';
import { readStandardInput } from './prompt-input.ts';

const megabyte = Buffer.alloc(1024 * 1024, 'x');

/** Yields one megabyte at a time and counts the reads. */
function endless() {
  const read = { megabytes: 0 };
  const stdin = Readable.from(
    (function* () {
      for (;;) {
        read.megabytes += 1;
        yield megabyte;
      }
    })(),
  );
  return { stdin: Object.assign(stdin, { isTTY: false }), read };
}

describe('standard input', () => {
  it('is read up to 20 MiB and rejected above', async () => {
    const { stdin, read } = endless();
    const reading = readStandardInput({ ...fakeTerminal(), stdin });
    await expect(reading).rejects.toThrow('20971520 bytes (20 MiB)');
    expect(read.megabytes).toBeLessThan(45);
  });

  it('has lines of at most 20 MiB', async () => {
    const { stdin, read } = endless();
    await expect(inputLines(stdin).next()).rejects.toThrow('20971520 characters');
    expect(read.megabytes).toBeLessThan(45);
  });

  it('has the same lines for any split of its bytes', async () => {
    const text = fc.array(fc.constantFrom('a', 'é', '推', '🌍', ' ', '\n', '\r\n')).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (whole, size) => {
        const bytes = Buffer.from(whole);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const lines: string[] = [];
        for await (const line of inputLines(Readable.from(chunks))) lines.push(line);
        const wanted = whole.split(/\r?\n/);
        expect(lines).toEqual(wanted.at(-1) === '' ? wanted.slice(0, -1) : wanted);
      }),
    );
  });
});
