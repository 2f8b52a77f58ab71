import type { BatchJournal } from './journal.ts';
import { addCost } from './load-journal.ts';
import type { StoredOutcome } from './stored-outcome.ts';
import type { StoredPart } from './stored-part.ts';

/** Returns a journal in memory, for a batch without the option `journal`. It keeps only outcomes that `put` records. */
export function noJournal(): BatchJournal {
  const spent = new Map<string, number>();
  const parts = new Map<number, StoredPart>();
  const kept: StoredOutcome[] = [];
  const store = (part: StoredPart): void => void parts.set(part.part, part);
  return {
    find: () => -1,
    isFailed: (record) => kept[record]?.failed ?? false,
    isSent: () => false,
    waiting: () => undefined,
    read: (record) => kept[record]?.json ?? '',
    append(_index, _key, { cost }) {
      addCost(spent, cost);
    },
    put(_index, _key, outcome) {
      addCost(spent, outcome.cost);
      return kept.push(outcome) - 1;
    },
    parts,
    intend: store,
    update: store,
    spent,
    owns: () => false,
    own() {},
    close() {},
  };
}
