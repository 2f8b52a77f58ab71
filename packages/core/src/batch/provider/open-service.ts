import type { Budget } from '../../contract/budget.ts';
import { UnsupportedError } from '../../contract/errors.ts';
import type { BatchService } from '../../contract/provider.ts';
import { isProviderTool, type ProviderTool, type Tool } from '../../contract/tool.ts';
import type { CallOptions } from '../../options/options.ts';
import type { BatchClient, DetachedCalls } from '../batch-state.ts';

/** Batch API of a client, and the functions that build requests for it. */
export interface OpenService {
  /** Name of the provider. */
  readonly provider: string;
  readonly service: BatchService;
  readonly calls: DetachedCalls;
  /** Options of all calls. */
  readonly shared: CallOptions;
}

/**
 * Returns the batch API of a client.
 *
 * @throws UnsupportedError if its provider has none
 */
export async function openService(client: BatchClient, shared: CallOptions, budget?: Budget): Promise<OpenService> {
  const { service, provider } = client;
  if (!service) {
    throw new UnsupportedError(
      `The provider '${provider}' has no batch API. Remove the option via: 'provider' to make one call per item.`,
    );
  }
  return { provider, service, calls: await client.detached(service, budget), shared: withoutCalls(shared) };
}

/** Removes the options that would send further requests: a batch has one request per item. */
export function withoutCalls<Options extends CallOptions>(options: Options): Options {
  const { tools, repair, fallback, cache, ...rest } = options;
  return { ...rest, ...(tools && { tools: tools.map(withoutExecute) }), cache: false } as unknown as Options;
}

function withoutExecute(tool: Tool | ProviderTool): Tool | ProviderTool {
  if (isProviderTool(tool)) return tool;
  const { execute: _, ...definition } = tool;
  return definition;
}
