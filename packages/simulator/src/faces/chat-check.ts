import { badRequest, Refusal } from '../failure.ts';
import { arrayOf, asText, isObject, type JSONObject, numberOf, objectOf, stringOf, typeName } from '../json.ts';
import { checkMessages } from './chat-check-messages.ts';
import { checkTools } from './chat-check-tools.ts';
import { checkModel, isThinker } from './model-name.ts';
import { openAIReasoning } from './reasoning.ts';

/** Rules that differ between services. */
export interface ChatRules {
  readonly roles: readonly string[];
  /** Thinking models reject sampling parameters and `max_tokens`, like OpenAI's. */
  readonly strictThinkers: boolean;
  /** Strict schemas must require all properties and allow no others, like OpenAI's. */
  readonly strictSchemas: boolean;
}

/**
 * Checks a Chat Completions request against the rules of the protocol.
 *
 * @throws Refusal with OpenAI's message, parameter and code, for the first violation
 */
export function checkChat(body: JSONObject, rules: ChatRules): void {
  const { model } = body;
  if (typeof model !== 'string' || model === '') throw badRequest('you must provide a model parameter');
  checkModel(model);
  if (/embedding/i.test(model)) throw new Refusal({ kind: 'permission' });
  checkMessages(body.messages, rules.roles);
  for (const [name, least, most] of ranges) checkNumber(body, name, least, most);
  for (const name of ['max_tokens', 'max_completion_tokens', 'n']) checkCount(body, name);
  checkStop(body.stop);
  if (body.stream_options != null && body.stream !== true) {
    throw badRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", {
      param: 'stream_options',
    });
  }
  if (body.max_tokens != null && body.max_completion_tokens != null) {
    throw badRequest("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", {
      param: 'max_tokens',
      code: 'invalid_parameter_combination',
    });
  }
  if (rules.strictThinkers && isThinker(model)) checkThinker(body);
  checkTools(body, rules.strictSchemas);
  checkFormat(body, 'response_format.json_schema');
}

/** Sampling parameters with their minimum and maximum. */
export const ranges: readonly (readonly [name: string, least: number, most: number])[] = [
  ['temperature', 0, 2],
  ['top_p', 0, 1],
  ['frequency_penalty', -2, 2],
  ['presence_penalty', -2, 2],
];

/** Rejects a value that is not a number in its range. @throws Refusal */
export function checkNumber(body: JSONObject, name: string, least: number, most: number): void {
  const value = body[name];
  if (value == null) return;
  if (typeof value !== 'number') {
    throw badRequest(`Invalid type for '${name}': expected a decimal, but got ${typeName(value)} instead.`, {
      param: name,
      code: 'invalid_type',
    });
  }
  if (value > most) {
    throw badRequest(
      `Invalid '${name}': decimal above maximum value. Expected a value <= ${most}, but got ${value} instead.`,
      { param: name, code: 'decimal_above_max_value' },
    );
  }
  if (value < least) {
    throw badRequest(
      `Invalid '${name}': decimal below minimum value. Expected a value >= ${least}, but got ${value} instead.`,
      { param: name, code: 'decimal_below_min_value' },
    );
  }
}

function checkCount(body: JSONObject, name: string): void {
  const value = body[name];
  if (value == null) return;
  if (!Number.isInteger(value)) {
    throw badRequest(`Invalid type for '${name}': expected an integer, but got ${typeName(value)} instead.`, {
      param: name,
      code: 'invalid_type',
    });
  }
  if ((numberOf(value) ?? 0) < 1) {
    throw badRequest(
      `Invalid '${name}': integer below minimum value. Expected a value >= 1, but got ${asText(value)} instead.`,
      { param: name, code: 'integer_below_min_value' },
    );
  }
}

function checkStop(stop: unknown): void {
  if (stop == null || typeof stop === 'string') return;
  if (!Array.isArray(stop) || stop.some((each) => typeof each !== 'string')) {
    throw badRequest("Invalid type for 'stop': expected an array of strings or a string.", {
      param: 'stop',
      code: 'invalid_type',
    });
  }
  if (stop.length > 4) {
    throw badRequest(
      `Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length ${stop.length} instead.`,
      { param: 'stop', code: 'array_above_max_length' },
    );
  }
}

/** Rejects fields that thinking models only accept with thinking turned off. */
function checkThinker(body: JSONObject): void {
  if (body.max_tokens != null) {
    throw badRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: 'max_tokens', code: 'unsupported_parameter' },
    );
  }
  if (openAIReasoning(body)?.effort === 'none') return;
  for (const name of ['stop', 'logprobs', 'presence_penalty', 'frequency_penalty']) {
    if (body[name] == null || body[name] === 0 || body[name] === false) continue;
    throw badRequest(`Unsupported parameter: '${name}' is not supported with this model.`, {
      param: name,
      code: 'unsupported_parameter',
    });
  }
  for (const name of ['temperature', 'top_p']) {
    if (body[name] == null || body[name] === 1) continue;
    throw badRequest(
      `Unsupported value: '${name}' does not support ${asText(body[name])} with this model. Only the default (1) value is supported.`,
      { param: name, code: 'unsupported_value' },
    );
  }
}

/** Rejects an incomplete response format. @throws Refusal */
export function checkFormat(body: JSONObject, place: string): void {
  const { type, json_schema: wanted } = objectOf(body.response_format);
  if (type === 'json_object' && !/json/i.test(JSON.stringify(arrayOf(body.messages)))) {
    throw badRequest(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      { param: 'messages' },
    );
  }
  if (type !== 'json_schema') return;
  for (const name of ['name', 'schema']) {
    if (isObject(wanted) && wanted[name] != null) continue;
    const param = `${place}.${name}`;
    throw badRequest(`Missing required parameter: '${param}'.`, { param, code: 'missing_required_parameter' });
  }
  if (!/^[\w-]{1,64}$/.test(stringOf(objectOf(wanted).name) ?? '')) {
    const param = `${place}.name`;
    throw badRequest(
      `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      { param, code: 'invalid_value' },
    );
  }
}
