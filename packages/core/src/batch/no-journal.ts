import type { BatchJournal } from './journal.ts';
import { addCost } from './load-journal.ts';

/** Returns a journal that stores nothing, for a batch without the option `journal`. */
export function noJournal(): BatchJournal {
  const spent = new Map<string, number>();
  return {
    find: () => -1,
    isFailed: () => false,
    read: () => '',
    append(_index, _key, { cost }) {
      addCost(spent, cost);
    },
    spent,
    owns: () => false,
    own() {},
    close() {},
  };
}
