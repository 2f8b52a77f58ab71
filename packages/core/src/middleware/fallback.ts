import type { Attempt } from '../contract/error-details.ts';
import { ProviderError, RephyscoError, UnsupportedError } from '../contract/errors.ts';
import type { Target } from '../contract/fallback-target.ts';
import { compose, type Handler, type Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { withDetails } from '../contract/with-details.ts';
import { checkMedia, checkTools, modelWarnings } from '../models/check-model.ts';
import { isKeyedByProvider } from '../models/provider-options.ts';
import { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
import { cost } from './cost.ts';
import { type ReadyTarget, readyTargets } from './fallback-targets.ts';
import { retry } from './retry.ts';
import { timeout } from './timeout.ts';
import { tokenCount } from './token-count.ts';

/** How a target is asked. */
export interface FallbackOptions {
  /** The layers around a target's provider. Default: cost, token count, retry and timeout, each with its defaults. */
  readonly handler?: ((provider: Provider) => Handler) | undefined;
}

/**
 * Asks others when one fails, in order, until one answers. Each is tried by its own retries first. After an abort, or
 * once a piece of the answer is out, nobody else is asked. A target that cannot take the request's media is passed over.
 * `providerOptions` go only to the provider they were written for.
 *
 * @throws ProviderError the last failure, with the attempts of all
 * @throws ConfigurationError for what is no target
 */
export function fallback(targets: readonly Target[], { handler = usual }: FallbackOptions = {}): Middleware {
  const others = readyTargets(targets).map((target) => ({ ...target, handle: handler(target.provider) }));
  return (request, next) => (others.length === 0 ? next(request) : fromBatches(answered(request, next, others)));
}

function usual(provider: Provider): Handler {
  const layers = [cost(provider), tokenCount(provider), retry(), timeout()];
  return compose(layers, (request) => provider.generate(request));
}

interface Other extends ReadyTarget {
  readonly handle: Handler;
}

/** What happened on the way to an answer. */
interface Trail {
  readonly attempts: Attempt[];
  readonly warnings: string[];
}

async function* answered(request: GenerateRequest, next: Handler, others: readonly Other[]): AsyncGenerator<Batch> {
  const trail: Trail = { attempts: [], warnings: [] };
  const left = [...others];
  let turn: { readonly handle: Handler; readonly request: GenerateRequest } | undefined = { handle: next, request };
  let failure: ProviderError | undefined;
  while (turn) {
    let delivered = false;
    try {
      for await (const batch of toBatches(turn.handle(turn.request))) {
        delivered = true;
        yield withTrail(batch, trail);
      }
      return;
    } catch (error) {
      failure = judge(error, failure, trail, request);
      if (delivered || request.signal?.aborted) throw failure;
    }
    turn = nextTurn(left, failure, turn.request, request, trail);
  }
  throw failure as ProviderError;
}

/** The failure that counts. What a target cannot do at all is not worth more than why the one before it failed. */
function judge(
  error: unknown,
  before: ProviderError | undefined,
  { attempts, warnings }: Trail,
  { notify }: GenerateRequest,
): ProviderError {
  if (error instanceof ProviderError) {
    attempts.push(...error.attempts);
    return withDetails(error, { attempts: [...attempts] });
  }
  if (!before || !isUnable(error)) throw error;
  warnings.push(error.message);
  notify?.({ type: 'warning', message: error.message });
  return before;
}

function isUnable(error: unknown): error is RephyscoError {
  return error instanceof RephyscoError && (error.kind === 'configuration' || error.kind === 'unsupported');
}

/** The next of those left who is to be asked after a failure and can be. */
function nextTurn(
  left: Other[],
  error: ProviderError,
  before: GenerateRequest,
  request: GenerateRequest,
  { warnings }: Trail,
): { readonly handle: Handler; readonly request: GenerateRequest } | undefined {
  const warn = (message: string): void => {
    warnings.push(message);
    request.notify?.({ type: 'warning', message });
  };
  for (let other = left.shift(); other; other = left.shift()) {
    if (!other.when(error)) continue;
    const asked = requestFor(other, request, warn);
    if (!asked) continue;
    const names = { from: `${before.provider}:${before.model}`, to: `${asked.provider}:${asked.model}` };
    request.notify?.({ type: 'fallback', ...names, error });
    return { handle: other.handle, request: asked };
  }
  return undefined;
}

/** The request as it goes to a target; `undefined` where the target cannot take it. */
function requestFor(
  { provider, model: name }: Other,
  request: GenerateRequest,
  warn: (message: string) => void,
): GenerateRequest | undefined {
  const model = provider.model(name);
  try {
    checkMedia(provider, model, request.messages);
    checkTools(provider, model, request.tools);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    warn(`${error.message} It was passed over.`);
    return undefined;
  }
  for (const message of modelWarnings(provider, model)) warn(message);
  const asked = { ...request, provider: provider.name, model: model.id, modelInfo: model };
  const { providerOptions } = request;
  const keeps =
    provider.name === request.provider || !providerOptions || isKeyedByProvider(providerOptions, request.provider);
  if (keeps) return Object.freeze(asked);
  warn(
    `'providerOptions' for ${request.provider} were not sent to ${provider.name}. Key them by provider to set both.`,
  );
  return Object.freeze({ ...asked, providerOptions: undefined });
}

function withTrail(batch: Batch, { attempts, warnings }: Trail): Batch {
  const last = batch.at(-1);
  if (last?.type !== 'finish' || (attempts.length === 0 && warnings.length === 0)) return batch;
  const own = { attempts: [...attempts, ...(last.attempts ?? [])], warnings: [...warnings, ...(last.warnings ?? [])] };
  return [...batch.slice(0, -1), { ...last, ...own }];
}
