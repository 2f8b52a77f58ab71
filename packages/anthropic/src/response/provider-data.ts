import type { ContentPart, ProviderData } from '@rephysco/core';
import { asObject, type WireObject } from '@rephysco/core/provider';
import { name } from '../service/environment.ts';

/** What travels back to the service with a part. */
export interface Kept {
  /** Whole block of the service, such as thinking with its signature or the result of a server tool. */
  readonly block?: WireObject | undefined;
  /** Model that created a thinking block. Newer models refuse the thinking of another model. */
  readonly model?: string | undefined;
  /** Citations of the text before the part. */
  readonly citations?: readonly unknown[] | undefined;
  /** Number of characters at the end of the text before the part that the citations belong to. */
  readonly length?: number | undefined;
  /** Code that called a tool, if the model did not. */
  readonly caller?: WireObject | undefined;
  /** Container in which the service ran code. */
  readonly container?: WireObject | undefined;
}

/** Returns the data as a field of an event; nothing if there is nothing to keep. */
export function keep(kept: Kept): { readonly providerData?: ProviderData } {
  const entries = Object.entries(kept).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? {} : { providerData: { [name]: Object.fromEntries(entries) } };
}

/** Returns what was kept with a part, or the fields that a caller adds to a block. */
export function keptOf(part: ContentPart): WireObject {
  return ('providerData' in part ? asObject(part.providerData?.[name]) : undefined) ?? {};
}
