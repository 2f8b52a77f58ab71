import type { EmbedResult } from '../../contract/provider.ts';
import type { GenerateResult } from '../../contract/result.ts';
import type { CallOptions } from '../../options/options.ts';
import type { BatchCalls } from '../batch-state.ts';
import type { OpenItem } from '../send-item.ts';
import { withoutCalls } from './open-service.ts';

/** Function that makes the call of an item. */
export type RunCall = (calls: BatchCalls) => Promise<GenerateResult | EmbedResult>;

/** Returns the call of an item with the options of all items. */
export function toRunCall({ call }: OpenItem, shared: CallOptions): RunCall {
  if (call?.generate) {
    const options = withoutCalls({ ...shared, ...call.generate, stream: false, signal: undefined });
    return ({ generate }) => generate(options);
  }
  const { model, providerOptions, notify } = shared;
  return ({ embed }) => embed({ model, providerOptions, notify, ...call?.embed, cache: false } as never);
}
