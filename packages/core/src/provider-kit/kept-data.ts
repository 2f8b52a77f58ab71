import type { ContentPart, ProviderData } from '../contract/message.ts';
import { asObject, present, type WireObject } from './wire-value.ts';

/** Returns data that must be sent back to a service, as a field of an event. Returns no field for empty data. */
export function keepData(
  provider: string,
  data: Readonly<Record<string, unknown>>,
): { readonly providerData?: ProviderData } {
  // Most parts have no such data.
  if (Object.values(data).every((field) => field === undefined || field === null)) return {};
  return { providerData: { [provider]: present(data) } };
}

/** Returns the data that a provider stored with a part, or fields that the caller added to it. Never `undefined`. */
export function keptData(part: ContentPart, provider: string): WireObject {
  return ('providerData' in part ? asObject(part.providerData?.[provider]) : undefined) ?? {};
}
