import { ledgerOf } from '../account/budget-ledger.ts';
import type { Budget } from '../contract/budget.ts';
import { UnsupportedError } from '../contract/errors.ts';
import type { BatchService, EmbedResult, Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { worstUsages } from '../middleware/worst-usage.ts';
import { checkOptions } from '../options/check-options.ts';
import type { EmbedOptions, GenerateOptions } from '../options/options.ts';
import { countLocally } from '../tokens/request-tokens.ts';
import type { ClientContext } from './client-context.ts';
import { type CostHold, holdCost } from './cost-hold.ts';
import { type DetachedOptions, detachedPipeline, detachedProvider } from './detached-pipeline.ts';
import { embed } from './embed.ts';
import { generate } from './generate.ts';
import { withDefaults } from './prepare-request.ts';

/** Function that makes one call with the given client methods. */
type RunCall = (calls: {
  generate(options: GenerateOptions): Promise<GenerateResult>;
  embed(options: EmbedOptions): Promise<EmbedResult>;
}) => Promise<GenerateResult | EmbedResult>;

/** Request of a call that was not sent. */
export interface BuiltCall {
  readonly url: string;
  readonly headers: Headers;
  /** Body as JSON text. */
  readonly body: string;
  readonly model: string;
  /** Returns the number of input tokens, counted locally. */
  tokens(): Promise<number>;
  /**
   * Reserves the maximum cost of the call in every budget.
   *
   * @throws BudgetExceededError if a budget does not suffice
   */
  reserve(): Promise<CostHold>;
}

/** Calls whose requests and responses are transported in files. One call runs at a time. */
export interface DetachedCalls {
  /**
   * Returns the request of a call.
   *
   * @throws ConfigurationError or UnsupportedError for a call that cannot be made
   */
  build(run: RunCall): Promise<BuiltCall>;
  /**
   * Returns the result of a call from the response to its request. @throws ProviderError for a response with an error
   */
  read(
    run: RunCall,
    response: { readonly status: number; readonly body: string },
  ): Promise<GenerateResult | EmbedResult>;
}

/** Returns the calls of a client over a batch service. Only the layers that need no connection apply to them. */
export function createDetachedCalls(
  context: ClientContext,
  service: BatchService,
  { budget, ...options }: DetachedOptions & { readonly budget?: Budget | undefined },
): DetachedCalls {
  const ledgers = [context.budgetLedger(), budget && ledgerOf(budget)].filter((ledger) => ledger !== undefined);
  let sent: Pick<BuiltCall, 'url' | 'headers' | 'body'>[] = [];
  let asked: GenerateRequest | undefined;
  let response: { readonly status: number; readonly body: string } | undefined;
  const transport = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    if (response) {
      const { status, body } = response;
      return new Response(body, { status, headers: { 'content-type': 'application/json' } });
    }
    sent.push({ url: String(url), headers: new Headers(init.headers), body: String(init.body) });
    throw notSent;
  };
  const provider: Provider = detachedProvider(service.over(transport as typeof fetch), options, (request) => {
    asked = request;
  });
  const callsWith = (isRead: boolean): Parameters<RunCall>[0] => {
    const pipeline = detachedPipeline(provider, { ...options, ledger: isRead ? context.callLedger : undefined });
    const detached: ClientContext = { ...context, provider, budgetLedger: () => undefined, pipeline: () => pipeline };
    return {
      async generate(given) {
        checkOptions(given, 'generate');
        return (await generate(detached, withDefaults(context.defaults, given))) as GenerateResult;
      },
      embed: (given) => embed(detached, given),
    };
  };
  const building = callsWith(false);
  const reading = callsWith(true);
  return {
    async build(run) {
      sent = [];
      asked = undefined;
      response = undefined;
      const failure: unknown = await run(building).then(undefined, (error: unknown) => error);
      const [first, ...others] = sent;
      const request = asked as GenerateRequest | undefined;
      if (!first || !request) throw failure;
      if (others.length > 0) {
        throw new UnsupportedError(
          'The texts do not fit into one request. Split them into several items of the batch.',
        );
      }
      const { model } = request;
      return {
        ...first,
        model,
        tokens: async () => (await countLocally(request, provider.model(model))).tokens,
        reserve: () => holdCost(ledgers, provider, model, (info) => worstUsages(request, info)),
      };
    },
    async read(run, given) {
      response = given;
      try {
        return await run(reading);
      } finally {
        response = undefined;
      }
    },
  };
}

/** A single object, because recording the stack of an error takes longer than building the request. */
const notSent = new Error('The request was not sent, because it belongs to a batch.');
