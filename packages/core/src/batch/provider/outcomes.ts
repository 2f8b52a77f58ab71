import { BudgetExceededError } from '../../contract/errors.ts';
import type { BatchItem } from '../batch-types.ts';
import type { Job, Plan } from '../plan.ts';
import { isLocal } from '../send-item.ts';
import { storedId } from '../stored-id.ts';
import { type AnyResult, type StoredOutcome, storeError, storeResult } from '../stored-outcome.ts';
import type { PartItem } from './part.ts';

/** Records the outcomes of items. */
export interface OutcomeWriter {
  /** Records a result or an error that the provider returned. */
  record(item: PartItem, outcome: { readonly result: AnyResult } | { readonly error: unknown }): void;
  /** Reports the error of an item that cannot be sent. The journal omits errors that a changed option can fix. */
  refuse(item: PartItem, error: unknown): void;
}

/** Creates the writer of a run. */
export function createOutcomeWriter({ journal, totals, report }: Job, plan: Plan): OutcomeWriter {
  const put = ({ index, key, ownId }: PartItem, stored: StoredOutcome): void => {
    plan.settle(index, journal.put(index, key, { ...stored, json: `${storedId(ownId)}${stored.json}` }));
    totals.finished(stored.failed);
    report();
  };
  return {
    record(item, outcome) {
      put(item, 'result' in outcome ? storeResult(outcome.result) : storeError(outcome.error));
      // Without a known cost, the reserved maximum counts as spent.
      if ('result' in outcome) item.hold?.paid(outcome.result.cost);
      else item.hold?.free();
    },
    refuse(item, error) {
      if (error instanceof BudgetExceededError) throw error;
      if (!isLocal(error)) return put(item, storeError(error));
      const { index, id } = item;
      plan.reject(index, {
        outcome: { index, id, error } as BatchItem<AnyResult>,
        json: storeError(error).json,
      });
      totals.finished(true);
      report();
    },
  };
}
