import type { Failure, FailureKind, FailureReply } from '../failure.ts';
import type { JSONObject } from '../json.ts';
import type { Call } from '../service.ts';

interface Words {
  readonly code: number;
  readonly status: string;
  readonly message: (subject: string) => string;
  readonly details?: (failure: Failure) => readonly JSONObject[];
}

const type = (name: string): string => `type.googleapis.com/google.rpc.${name}`;
const badKey = 'API key not valid. Please pass a valid API key.';
const usedUp =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, ' +
  'head to: https://ai.google.dev/gemini-api/docs/rate-limits.';

// Recorded or reported messages of the API, except those of `unknown_path`, `bad_json` and `content_filter`.
const words: Readonly<Record<FailureKind, Words>> = {
  no_key: {
    code: 403,
    status: 'PERMISSION_DENIED',
    message: () =>
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other " +
      'form of API consumer identity to call this API.',
  },
  wrong_key: { code: 400, status: 'INVALID_ARGUMENT', message: () => badKey, details: keyDetails },
  permission: {
    code: 403,
    status: 'PERMISSION_DENIED',
    message: () => 'Your project has been denied access. Please contact support.',
  },
  unknown_path: { code: 404, status: 'NOT_FOUND', message: (path) => `The requested URL was not found: ${path}` },
  unknown_model: {
    code: 404,
    status: 'NOT_FOUND',
    message: (model) =>
      `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to ` +
      'see the list of available models and their supported methods.',
  },
  bad_json: { code: 400, status: 'INVALID_ARGUMENT', message: () => 'Invalid JSON payload received.' },
  bad_request: { code: 400, status: 'INVALID_ARGUMENT', message: () => 'Request contains an invalid argument.' },
  content_filter: {
    code: 400,
    status: 'INVALID_ARGUMENT',
    message: () => 'The prompt was blocked: PROHIBITED_CONTENT.',
  },
  rate_limit: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: () => usedUp,
    details: (failure) => quotaDetails(failure, 'Minute'),
  },
  quota: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: () => usedUp,
    details: (failure) => quotaDetails(failure, 'Day'),
  },
  server: {
    code: 500,
    status: 'INTERNAL',
    message: () =>
      'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  },
  overloaded: { code: 503, status: 'UNAVAILABLE', message: () => 'The model is overloaded. Please try again later.' },
};

/** Returns a failure in the format of Gemini. The retry delay is in the body, never in a header. */
export function failGemini(failure: Failure, call: Call): FailureReply {
  const body = toBody(failure);
  const isArray = call.path.endsWith(':streamGenerateContent') && call.query.get('alt') !== 'sse';
  return { status: body.error.code, body: isArray ? [body] : body };
}

/** Returns Gemini's error as an event of a stream. */
export function geminiErrorFrame(failure: Failure, _call: Call, named: boolean): string {
  const { code, message, status } = toBody(failure).error;
  return `${named ? 'event: error\r\n' : ''}data: ${JSON.stringify({ error: { code, message, status } })}\r\n\r\n`;
}

interface ErrorBody {
  readonly error: { code: number; message: string; status: string; details?: readonly JSONObject[] };
}

function toBody(failure: Failure): ErrorBody {
  const { code, status, message, details } = words[failure.kind];
  const { retryAfter, retryHint } = failure;
  const retry = retryAfter !== undefined && retryHint !== 'none' ? `\nPlease retry in ${retryAfter}s.` : '';
  const text = `${failure.message ?? message(failure.subject ?? '')}${retry}`;
  return { error: { code, message: text, status, ...(details && { details: details(failure) }) } };
}

function keyDetails(): readonly JSONObject[] {
  return [
    {
      '@type': type('ErrorInfo'),
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
    { '@type': type('LocalizedMessage'), locale: 'en-US', message: badKey },
  ];
}

/** Returns the exceeded quota and the retry delay. A daily quota also has a delay, although waiting does not help. */
function quotaDetails({ retryAfter = 40, retryHint }: Failure, period: 'Minute' | 'Day'): readonly JSONObject[] {
  const violation = {
    quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
    quotaId: `GenerateRequestsPer${period}PerProjectPerModel-FreeTier`,
    quotaDimensions: { model: 'simulated', location: 'global' },
    quotaValue: '10',
  };
  const help = {
    description: 'Learn more about Gemini API quotas',
    url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
  };
  return [
    { '@type': type('Help'), links: [help] },
    { '@type': type('QuotaFailure'), violations: [violation] },
    ...(retryHint === 'none' ? [] : [{ '@type': type('RetryInfo'), retryDelay: `${retryAfter}s` }]),
  ];
}
