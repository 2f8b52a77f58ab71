import type { ContentPart } from '@rephysco/core';
import { asObject, type ProviderData, type WireObject } from '@rephysco/core/provider';
import { name } from '../service/environment.ts';

/**
 * Returns data that must be sent back to the service, as a field of an event: a whole `block`, such as thinking, with
 * the `model` that created it; `citations` of the last `length` characters; the `caller` of a tool; the `container` of
 * code.
 */
export const keep = (kept: WireObject): { readonly providerData: ProviderData } => ({ providerData: { [name]: kept } });

/** Returns the data that `keep` stored with a part, or fields that the caller added to a block. */
export const keptOf = (part: ContentPart): WireObject =>
  ('providerData' in part ? asObject(part.providerData?.[name]) : undefined) ?? {};
