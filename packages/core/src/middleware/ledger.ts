import { isRefused } from '../account/attempt.ts';
import type { WritableLedger } from '../account/call-ledger.ts';
import type { CostRange, LedgerEntry } from '../contract/call-ledger.ts';
import { ProviderError } from '../contract/errors.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Cost } from '../contract/usage.ts';
import { billOfAnswer } from '../models/charge.ts';
import type { Batch } from '../stream/batches.ts';
import { applyLayer, batchesOf } from '../stream/transform.ts';
import type { StreamLayer } from '../stream/transformed-batches.ts';
import { clock } from '../util/clock.ts';
import { freeRange, rangeOf } from './cost-range.ts';

type Costs = Pick<LedgerEntry, 'usage' | 'cost'>;

/**
 * Returns middleware that records every request in the ledger of a client, with its outcome and its cost range. The
 * cost of an interrupted, aborted or abandoned request lies between that of the known tokens and that of its maximum
 * usage.
 */
export function recordInLedger(ledger: WritableLedger, provider: Provider): Middleware {
  return (request, next) => applyLayer(new LedgerLayer(ledger, provider, request, next));
}

class LedgerLayer implements StreamLayer {
  readonly #ledger: WritableLedger;
  readonly #provider: Provider;
  readonly #request: GenerateRequest;
  readonly #next: Handler;
  #startedAt = 0;
  #isRecorded = false;
  /** Number of characters of the answer. `undefined` before the first event, when the service may not have begun. */
  #received: number | undefined;

  constructor(ledger: WritableLedger, provider: Provider, request: GenerateRequest, next: Handler) {
    this.#ledger = ledger;
    this.#provider = provider;
    this.#request = request;
    this.#next = next;
  }

  open(): AsyncIterator<Batch> {
    this.#startedAt = clock.now();
    return batchesOf(this.#next(this.#request));
  }

  batch(batch: Batch): Batch {
    const last = batch.at(-1);
    this.#received = lengthOf(batch, this.#received);
    if (last?.type !== 'finish') return batch;
    const cost = last.cost ?? billOfAnswer(this.#provider, last, this.#request)?.cost;
    this.#record({ outcome: 'answered' }, () => ({ usage: last.usage, cost: cost ? exactly(cost) : this.#range() }));
    // With the cost in the event, the outer layers need not compute it again. They warn about an incomplete one.
    return cost?.complete ? batch.with(-1, { ...last, cost }) : batch;
  }

  failed(error: unknown): unknown {
    if (!(error instanceof ProviderError)) this.over();
    else if (error.sent) {
      const costs = (): Costs => costOfFailure(error, this.#provider, this.#request, this.#received);
      this.#record({ outcome: 'failed', error: error.kind }, costs);
    } else this.#isRecorded = true;
    return error;
  }

  over(): void {
    this.#record({ outcome: 'abandoned' }, () => ({ cost: this.#range() }));
  }

  #range(): CostRange | undefined {
    return rangeOf(this.#provider, this.#request, { received: this.#received });
  }

  /** `costs` is called only for an entry that is recorded, because a range may take the time to read all messages. */
  #record(entry: Pick<LedgerEntry, 'outcome' | 'error'>, costs: () => Costs): void {
    if (this.#isRecorded || this.#startedAt === 0) return;
    this.#isRecorded = true;
    const { model, operation = 'generate' } = this.#request;
    if (operation === 'countTokens') return;
    const startedAt = this.#startedAt;
    const duration = (clock.now() - startedAt) / 1000;
    const provider = this.#provider.name;
    this.#ledger.add({ provider, model, operation, startedAt, duration, ...entry, ...costs() });
  }
}

const exactly = ({ amount, currency }: Cost): CostRange => ({ atLeast: amount, atMost: amount, currency });

function costOfFailure(
  error: ProviderError,
  provider: Provider,
  request: GenerateRequest,
  received: number | undefined,
): Costs {
  const usage = error.partial?.usage;
  // Services bill neither refused requests nor those that never reached them.
  if (isRefused(error)) return { cost: freeRange(provider, request) };
  return { usage, cost: rangeOf(provider, request, { received, usage }) };
}

/** Returns the number of characters after a batch. Media and tool calls count as a begun answer. */
function lengthOf(batch: Batch, before = 0): number {
  let length = before;
  for (const event of batch) if ('text' in event && typeof event.text === 'string') length += event.text.length;
  return length;
}
