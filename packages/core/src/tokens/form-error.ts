import { type ContentPart, messageParts } from '../contract/message.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';

/** Tokens by which the form of a tool call or result may differ: services write several at once in forms of their own. */
const perCall = 6;

/** Characters of a signature that count as a token at most. Recorded requests had one for 20 of them. */
const signatureCharacters = 8;

/** Tokens by which a service may describe an effort to a model that always thinks. */
const perEffort = 8;

/** Returns by how many tokens the form of a request may make its count differ, beside its text. */
export function formError(request: GenerateRequest, model: ModelInfo): number {
  const parts = request.messages.flatMap(messageParts);
  const calls = parts.filter(({ type }) => type === 'tool-call' || type === 'tool-result').length;
  const signatures = parts.reduce((sum, part) => sum + signatureLength(part), 0);
  return calls * perCall + Math.ceil(signatures / signatureCharacters) + effortError(request, model);
}

/** Characters of what a service wants back with a part: thinking that only it can read. */
function signatureLength(part: ContentPart): number {
  const data = 'providerData' in part ? part.providerData : undefined;
  if (data === undefined) return 0;
  const texts = JSON.stringify(data).match(/"[^"]{64,}"/g) ?? [];
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** Models whose thinking cannot be turned off are told of the effort in their prompt. */
function effortError({ reasoning }: GenerateRequest, { efforts = [] }: ModelInfo): number {
  const isAsked = reasoning?.effort !== undefined;
  return isAsked && efforts.length > 0 && !efforts.includes('none') && !efforts.includes('minimal') ? perEffort : 0;
}
