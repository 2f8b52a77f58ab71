import '../providers.ts';
import { ProviderError } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { answerOf, loadRecordings, type WireCase } from './wire-cases.ts';

const recordings = await loadRecordings();
const streams = (recordings?.loadCases() ?? []).filter(({ stream, expect: expected }) => stream && expected.ok);

/** Matches the end of an answer: a non-empty finish reason, the end marker, or a final event. */
const ending =
  /"finish_?reason":\s*"\w|"blockReason"|\[DONE\]|"type":\s*"(?:response\.(?:completed|incomplete)|message_stop)"/i;

/** Returns pseudo-random positions. The name of the case is the seed, so they are repeatable. */
function places(name: string, length: number, count = 20): readonly number[] {
  let state = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2_147_483_647, 7);
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return 1 + (state % (length - 1));
  });
}

describe.skipIf(!recordings)('A stream that is cut at any point before its end is an error, never an answer', () => {
  it.each(streams.map((each) => [each.name, each] as const))('%s', async (name, wireCase: WireCase) => {
    for (const cutAt of places(name, wireCase.body.length)) {
      const replay = await recordings?.startReplay({ split: 'whole', cutAt });
      replay?.use(wireCase);
      const outcome = await answerOf(wireCase, replay?.url ?? '');
      await replay?.close();
      const before = wireCase.body.subarray(0, cutAt).toString('utf8');
      if (ending.test(before)) continue;
      const error = 'error' in outcome ? outcome.error : undefined;
      expect(error instanceof ProviderError && [error.kind, typeof error.partial?.text], `cut at ${cutAt}`).toEqual([
        'interrupted',
        'string',
      ]);
      expect(wireCase.expect.text ?? '').toContain((error as ProviderError).partial?.text);
    }
  });
});
