import { ConfigurationError } from '../contract/errors.ts';
import type { GenerateResult } from '../contract/result.ts';
import { checkNames } from '../options/check-option-names.ts';
import { checkOptions } from '../options/check-options.ts';
import type { GenerateOptions } from '../options/options.ts';
import { abortReason } from '../util/abort.ts';
import { formatValue } from '../util/format-value.ts';
import { iteratorOf, sizeOf, type ToCall, toCalls } from './map-inputs.ts';
import type { MapInputs, MapItem, MapOptions, MapRun, MapSettings } from './map-types.ts';
import { countProgress, type ProgressCounter } from './progress.ts';

type Ask = (options: GenerateOptions) => Promise<GenerateResult>;

/**
 * Makes one call for each input, several at the same time, and returns the outcomes in the order of the inputs.
 *
 * @param ask makes one call
 * @throws ConfigurationError for invalid inputs, options or settings
 */
export function mapCalls<Input>(
  ask: Ask,
  inputs: MapInputs<Input>,
  options: MapOptions<Input>,
  settings: MapSettings = {},
  signal?: AbortSignal,
): MapRun {
  checkNames(settings, ['concurrency', 'stopOnError'], 'map');
  const { concurrency = 100, stopOnError = false } = settings;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    const value = formatValue(concurrency);
    throw new ConfigurationError(`Option 'concurrency' of map must be a whole number of at least 1, not ${value}.`);
  }
  const shared = typeof options === 'function' ? {} : (options ?? {});
  checkOptions(shared, 'generate', 'map');
  if ('stream' in shared && shared.stream) throw new ConfigurationError("Option 'stream' does not work with map.");
  const source = iteratorOf(inputs);
  const progress = countProgress(sizeOf(inputs));
  const toCall = toCalls(options, shared);
  const outer = shared.signal ?? signal;
  let started = false;
  return {
    get progress() {
      return progress.current;
    },
    [Symbol.asyncIterator]() {
      if (started) throw new ConfigurationError('The outcomes of map can be iterated only once. Call map again.');
      started = true;
      return run({ ask, source, toCall, progress, concurrency, stopOnError, signal: outer });
    },
  };
}

interface Job<Input> {
  readonly ask: Ask;
  readonly source: Iterator<Input> | AsyncIterator<Input>;
  readonly toCall: ToCall<Input>;
  readonly progress: ProgressCounter;
  readonly concurrency: number;
  readonly stopOnError: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Input whose call is in progress, or whose outcome was not yielded yet. */
interface Slot {
  outcome?: { readonly item: MapItem; readonly failed: boolean };
}

async function* run<Input>(job: Job<Input>): AsyncGenerator<MapItem> {
  const { source, progress, concurrency, stopOnError, signal } = job;
  const stop = new AbortController();
  const held: Slot[] = [];
  let running = 0;
  let index = 0;
  let reading = false;
  let isRead = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  const onAbort = (): void => {
    stop.abort(abortReason(signal as AbortSignal));
    wake();
  };

  function start(input: Input): void {
    const slot: Slot = {};
    held.push(slot);
    running += 1;
    void callOne(job, input, index, stop.signal).then((outcome) => {
      slot.outcome = outcome;
      running -= 1;
      void read();
      wake();
    });
    index += 1;
  }
  /** Reads inputs and starts their calls while the limits allow it. */
  async function read(): Promise<void> {
    if (reading || isRead) return;
    reading = true;
    try {
      while (!isRead && !stop.signal.aborted && running < concurrency && held.length < 2 * concurrency) {
        const next = await source.next();
        if (next.done) isRead = true;
        else if (!stop.signal.aborted) start(next.value);
      }
      if (isRead) progress.setTotal(index);
    } catch (error) {
      isRead = true;
      failure = { error };
    }
    reading = false;
    wake();
  }

  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  progress.start();
  try {
    while (true) {
      stop.signal.throwIfAborted();
      void read();
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const outcome = held[0]?.outcome;
      if (outcome) {
        held.shift();
        yield outcome.item;
        if (stopOnError && outcome.failed) return;
      } else if (held.length === 0 && isRead && !reading) break;
      else await woken;
    }
    if (failure) throw failure.error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stop.abort();
    if (!isRead) await closeSource(source, reading);
  }
}

/**
 * Closes the inputs. Does not wait for a generator that is being read, because it returns only after its next value.
 */
async function closeSource(source: Iterator<unknown> | AsyncIterator<unknown>, reading: boolean): Promise<void> {
  const closed = Promise.resolve(source.return?.());
  if (reading) closed.catch(() => {});
  else await closed;
}

/** Makes one call. Never rejects. */
async function callOne<Input>(
  { ask, toCall, progress }: Job<Input>,
  input: Input,
  index: number,
  stop: AbortSignal,
): Promise<NonNullable<Slot['outcome']>> {
  try {
    const options = await toCall(input, index);
    const signal = options.signal ? AbortSignal.any([options.signal, stop]) : stop;
    const result = await ask({ ...options, signal });
    progress.done(result);
    return { item: { index, result }, failed: false };
  } catch (error) {
    progress.failed();
    return { item: { index, error }, failed: true };
  }
}
