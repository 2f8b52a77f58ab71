import type { ContentPart } from '../contract/message.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';

/** Maximum difference per tool call or result, in tokens. Services render several calls in their own formats. */
const perCall = 6;

/** Number of characters of a signature per token, as a lower bound. Recorded requests had 20 per token. */
const signatureCharacters = 8;

/** Maximum number of tokens with which a service describes the effort to a model that always reasons. */
const perEffort = 8;

/** Returns the maximum number of tokens by which the format of a request changes its count. */
export function formError(request: GenerateRequest, model: ModelInfo): number {
  // Texts have neither calls nor signatures, and a history has hundreds of them.
  const parts = request.messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  const calls = parts.filter(({ type }) => type === 'tool-call' || type === 'tool-result').length;
  const signatures = parts.reduce((sum, part) => sum + signatureLength(part), 0);
  return calls * perCall + Math.ceil(signatures / signatureCharacters) + effortError(request, model);
}

/** Returns the number of characters in data that a service requires back, such as encrypted reasoning. */
function signatureLength(part: ContentPart): number {
  const data = 'providerData' in part ? part.providerData : undefined;
  if (data === undefined) return 0;
  const texts = JSON.stringify(data).match(/"[^"]{64,}"/g) ?? [];
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** Returns the maximum tokens of the effort in the prompt of models whose reasoning cannot be turned off. */
function effortError({ reasoning }: GenerateRequest, { efforts = [] }: ModelInfo): number {
  const isAsked = reasoning?.effort !== undefined;
  return isAsked && efforts.length > 0 && !efforts.includes('none') && !efforts.includes('minimal') ? perEffort : 0;
}
