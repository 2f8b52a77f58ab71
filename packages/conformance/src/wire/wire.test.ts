import '../providers.ts';
import { afterAll, describe, expect, test } from 'vitest';
import { answerOf, loadRecordings, type WireCase } from './wire-cases.ts';
import { differences } from './wire-compare.ts';

const recordings = await loadRecordings();
const cases = recordings?.loadCases() ?? [];
if (!recordings)
  console.warn('SKIPPED: the recorded answers of the real services are not beside this clone (../shared/wire).');

describe.skipIf(!recordings)('Recorded responses of the services are read correctly', async () => {
  for (const split of ['recorded', 1] as const) {
    describe(split === 1 ? 'one byte at a time' : 'as it was recorded', async () => {
      const replay = await recordings?.startReplay({ split });
      afterAll(() => replay?.close());
      const check = async (_: string, wireCase: WireCase): Promise<void> => {
        replay?.use(wireCase);
        const outcome = await answerOf(wireCase, replay?.url ?? '');
        expect(differences(outcome, wireCase.expect)).toEqual([]);
      };
      // The largest recording has 256 kB, and each byte is a write of its own.
      test.each(cases.map((each) => [each.name, each] as const))('%s', check, 180_000);
    });
  }
});
