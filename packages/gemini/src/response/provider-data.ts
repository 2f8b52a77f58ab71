import type { ContentPart } from '@rephysco/core';
import { asObject, asText, keepData, keptData, type ProviderData, type WireObject } from '@rephysco/core/provider';
import { name } from '../service/environment.ts';

/** Data that must be sent back to Gemini in the same part in which it arrived. */
export interface Kept {
  /** Thought signature of a part. Gemini 3 rejects a history with calls that lost their signature. */
  readonly thoughtSignature?: string | undefined;
  /** Id of a call, if Gemini sent one. */
  readonly id?: string | undefined;
  /** Whole part of a kind that only Gemini understands, such as executed code. */
  readonly part?: WireObject | undefined;
  /** Metadata of citations, searches and fetched pages, for the application. It is not sent back. */
  readonly grounding?: WireObject | undefined;
}

/** Returns the data of a part as `providerData` of its event, or no field if there is no data. */
export const keep = (kept: Kept): { readonly providerData?: ProviderData } => keepData(name, { ...kept });

/** Returns the data that `keep` stored with a part of an earlier answer. */
export function keptOf(part: ContentPart): Kept {
  const { thoughtSignature, id, part: whole } = keptData(part, name);
  return { thoughtSignature: asText(thoughtSignature), id: asText(id), part: asObject(whole) };
}
