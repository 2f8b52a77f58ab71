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

/** Options of the fallback middleware. */
export interface FallbackOptions {
  /**
   * Returns the layers around the provider of a target. @default cost, token count, retry and timeout with their
   * defaults
   */
  readonly handler?: ((provider: Provider) => Handler) | undefined;
}

/**
 * Returns middleware that calls other targets in order after a failure, until one succeeds. Each target has its own
 * retries. It stops after an abort, and after the first content was passed on. It skips a target that does not support
 * the media of the request. `providerOptions` are sent only to the provider that they belong to.
 *
 * @throws ProviderError of the last failure, with the attempts of all targets
 * @throws ConfigurationError for an invalid target
 * @example
 * const client = new LLMClient({ provider: 'openai', fallback: ['gemini', 'anthropic:claude-opus-4-6'] });
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

/** Attempts and warnings collected before an answer. */
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

/** Returns the error to report. An unsupported request at a target does not replace the failure before it. */
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

/** Removes and returns the next target that applies to a failure and supports the request. */
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

/** Returns the request for a target, or `undefined` if the target does not support it. */
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
    warn(`${error.message} This target was skipped.`);
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
