import type { ContentPart } from '@rephysco/core';
import { asObject, asText, type ProviderData, type WireObject } from '@rephysco/core/provider';
import { name } from '../service/environment.ts';

/** What must travel back to Gemini in the very part that it came with. */
export interface Kept {
  /** Gemini 3 refuses a history whose calls have lost theirs. */
  readonly thoughtSignature?: string | undefined;
  /** The id of a call, where it came with one. */
  readonly id?: string | undefined;
  /** A whole part that only Gemini understands, such as the code it ran. */
  readonly part?: WireObject | undefined;
}

/** What is kept, as part of an event; nothing where there is nothing to keep. */
export function keep(kept: Kept): { readonly providerData?: ProviderData } {
  const entries = Object.entries(kept).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? {} : { providerData: { [name]: Object.fromEntries(entries) } };
}

/** What was kept with a part of an earlier answer of ours. */
export function keptOf(part: ContentPart): Kept {
  const data = 'providerData' in part ? asObject(part.providerData?.[name]) : undefined;
  return { thoughtSignature: asText(data?.thoughtSignature), id: asText(data?.id), part: asObject(data?.part) };
}
