import { ConfigurationError } from '../contract/errors.ts';
import { checkOptions } from '../options/check-options.ts';
import { formatValue } from '../util/format-value.ts';
import type { BatchItems } from './batch-input.ts';
import type { BatchClient, BatchState } from './batch-state.ts';
import type { BatchItem, BatchOptions, BatchProgress, BatchRun, BatchStatus, BatchSummary } from './batch-types.ts';

/**
 * Returns the run of a batch. The code that runs it is loaded when the loop starts.
 *
 * @throws ConfigurationError for an invalid option
 */
export function startBatch<Result>(
  client: BatchClient,
  items: BatchItems<unknown>,
  options: BatchOptions = {},
): BatchRun<Result> {
  checkBatchOptions(items, options);
  const progress = { done: 0, failed: 0, resumed: 0, refused: 0, rate: 0 };
  const state: BatchState = { progress, isRead: true, summary: undefined };
  let started = false;
  const end = Promise.withResolvers<BatchSummary>();
  // The loop throws the same error. An unread summary must not end the process.
  end.promise.catch(() => {});
  async function* run(): AsyncGenerator<BatchItem<Result>> {
    started = true;
    try {
      const { runBatch } = await import('./batch.ts');
      yield* runBatch(client, items, options, state) as AsyncGenerator<BatchItem<Result>>;
    } catch (error) {
      end.reject(error);
      throw error;
    } finally {
      if (state.summary) end.resolve(state.summary);
      else end.reject(new ConfigurationError('The loop over the batch was left before its end. Run the batch again.'));
    }
  }
  const outcomes = run();
  const drain = async (): Promise<void> => {
    state.isRead = false;
    for await (const _ of outcomes);
  };
  return {
    get progress(): BatchProgress {
      return state.progress;
    },
    get summary() {
      // Waits one microtask, so that a loop that starts in the same tick runs the batch.
      queueMicrotask(() => {
        if (!started) drain().catch(() => {});
      });
      return end.promise;
    },
    [Symbol.asyncIterator]() {
      if (started) throw new ConfigurationError('The outcomes of a batch can be iterated only once. Call batch again.');
      started = true;
      return outcomes;
    },
  };
}

/**
 * Returns the state of a batch according to its journal, also while the batch runs.
 *
 * @param journal path of the journal: by default the path of the output with `.journal` appended
 * @throws ConfigurationError for a file that is not the journal of a batch
 * @example
 * const { done, failed, running } = await batchStatus('out.jsonl.journal');
 */
export async function batchStatus(journal: string): Promise<BatchStatus> {
  return (await import('./batch-status.ts')).readStatus(journal);
}

function checkBatchOptions(items: unknown, options: BatchOptions): void {
  if (typeof items !== 'object' || items === null) {
    const hint = typeof items === 'string' ? ` Pass a file as { path: ${formatValue(items)} }.` : '';
    throw new ConfigurationError(`batch takes a list of items or { path }, not ${formatValue(items)}.${hint}`);
  }
  const { output, journal, via = 'calls', concurrency = 100, retryFailed, maxCost, onProgress, ...others } = options;
  const { wait, pollInterval = 10, partSize = 1, ...shared } = others;
  if ('prompt' in shared || 'messages' in shared || 'stream' in shared) {
    throw new ConfigurationError("batch has no option 'prompt', 'messages' or 'stream'. Each item has its own prompt.");
  }
  checkOptions(shared, 'generate', 'batch');
  const isEngine = typeof via === 'object' && typeof via?.open === 'function';
  check('via', isEngine || via === 'calls' || via === 'provider', "'calls', 'provider' or an engine", via);
  check('maxCost', !isEngine || maxCost === undefined, "absent with an engine: set 'budget' in the workers", maxCost);
  check('wait', wait === undefined || typeof wait === 'boolean', 'a boolean', wait);
  check('pollInterval', Number.isFinite(pollInterval) && pollInterval > 0, 'seconds above 0', pollInterval);
  check('partSize', Number.isInteger(partSize) && partSize > 0, 'a whole number of at least 1', partSize);
  check('output', output === undefined || isText(output), 'a path', output);
  check('journal', journal === undefined || isText(journal), 'a path', journal);
  check('concurrency', Number.isInteger(concurrency) && concurrency > 0, 'a whole number of at least 1', concurrency);
  check('retryFailed', retryFailed === undefined || typeof retryFailed === 'boolean', 'a boolean', retryFailed);
  check('onProgress', onProgress === undefined || typeof onProgress === 'function', 'a function', onProgress);
  const amount = typeof maxCost === 'object' ? maxCost?.amount : maxCost;
  const isAmount = amount === undefined ? maxCost === undefined : Number.isFinite(amount) && amount >= 0;
  check('maxCost', isAmount, 'a number of US dollars or { amount, currency }', maxCost);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function check(name: keyof BatchOptions, isValid: boolean, expected: string, value: unknown): void {
  if (isValid) return;
  throw new ConfigurationError(`Option '${name}' of batch must be ${expected}, not ${formatValue(value)}.`);
}
