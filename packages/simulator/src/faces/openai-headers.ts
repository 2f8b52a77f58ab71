import { hexOf } from '../engine/random.ts';
import type { Call } from '../service.ts';

/** Returns the headers that OpenAI sends with every answer, as recorded. */
export function openAIHeaders(call: Call): Readonly<Record<string, string>> {
  return {
    'openai-organization': 'simulated',
    'openai-processing-ms': '1',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '5000',
    'x-ratelimit-limit-tokens': '800000',
    'x-ratelimit-remaining-requests': '4999',
    'x-ratelimit-remaining-tokens': '799988',
    'x-ratelimit-reset-requests': '12ms',
    'x-ratelimit-reset-tokens': '0s',
    'x-request-id': requestId(call),
  };
}

/** Returns a request id that is unique in the simulator. */
export function requestId(call: Call): string {
  return `req_${hexOf(`request ${call.ordinal}`, 32)}`;
}
