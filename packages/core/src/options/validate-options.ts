import { ConfigurationError } from '../contract/errors.ts';
import type { ReasoningOptions } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import { shown } from '../util/format-value.ts';
import { checkNames } from './check-option-names.ts';
import { checkSetting } from './config.ts';
import type { CallOptions, GenerateOptions } from './options.ts';
import { checkTimeout } from './timeout.ts';
import { checkMessages } from './validate-messages.ts';

/** Names of the settings that may be said for one call. */
export const callSettingNames = ['enableRetries', 'maxRetries', 'baseDelay', 'maxDelay', 'backoffFactor'] as const;

/** Whether a call says any of them; asked for each call, and so written out. */
export function hasOwnSettings(call: CallOptions): boolean {
  const { enableRetries, maxRetries, baseDelay, maxDelay, backoffFactor } = call;
  const retries = enableRetries !== undefined || maxRetries !== undefined;
  return retries || baseDelay !== undefined || maxDelay !== undefined || backoffFactor !== undefined;
}

/** Names of the options that stand for one call or as a client's defaults. */
export const callOptionNames: readonly (keyof CallOptions)[] = [
  'model',
  'system',
  'temperature',
  'topP',
  'maxTokens',
  'stop',
  'seed',
  'tools',
  'toolChoice',
  'maxSteps',
  'toolConcurrency',
  'approve',
  'schema',
  'reasoning',
  'timeout',
  'cache',
  'signal',
  'notify',
  'providerOptions',
  ...callSettingNames,
  'fallback',
];

const mediaOptionNames = ['images', 'audio', 'videos', 'files'] as const;

/** Every option of `generate`. */
export const generateOptionNames: readonly string[] = [
  ...callOptionNames,
  ...mediaOptionNames,
  'prompt',
  'messages',
  'stream',
];

/** Every option of `chat`. */
export const chatOptionNames: readonly string[] = [
  ...callOptionNames,
  ...mediaOptionNames,
  'message',
  'provider',
  'stream',
  'clearHistory',
  'trim',
];

/**
 * Refuses values that no provider could take.
 *
 * @throws ConfigurationError that names the option
 */
export function checkValues(options: CallOptions): void {
  const { temperature, topP, maxTokens, seed, stop, model, system, schema, providerOptions } = options;
  demand('temperature', temperature, (value) => isAtLeast(value, 0), 'a number of at least 0');
  demand('topP', topP, (value) => isAtLeast(value, 0) && value <= 1, 'a number from 0 to 1');
  demand('maxTokens', maxTokens, isCount, 'a whole number of at least 1');
  demand('seed', seed, Number.isInteger, 'a whole number');
  demand('stop', stop, isTexts, 'a list of texts that are not empty');
  demand('model', model, (value) => isText(value) && value.trim() !== '', 'the name of a model');
  demand('system', system, isText, 'text');
  demand('schema', schema, isSchema, 'a JSON Schema or a Standard Schema');
  demand('providerOptions', providerOptions, isRecord, 'an object');
  checkReasoning(options.reasoning);
  checkTools(options);
  checkTimeout(options.timeout);
  if (hasOwnSettings(options)) {
    for (const name of callSettingNames) if (options[name] !== undefined) checkSetting(name, options[name]);
  }
  checkCache(options.cache);
}

/**
 * Refuses a call that no provider could take: what is no text, message or list of media, a choice of a tool that is not
 * there.
 *
 * @throws ConfigurationError that names the option
 */
export function checkCall(options: GenerateOptions): void {
  demand('prompt', options.prompt, isText, 'text');
  demand('stream', options.stream, (value) => typeof value === 'boolean', 'true or false');
  for (const name of mediaOptionNames) demand(name, options[name], Array.isArray, 'a list');
  if (options.messages !== undefined) checkMessages('messages', options.messages);
  checkToolChoice(options.toolChoice, options.tools);
}

/**
 * Refuses what cannot say how to trim.
 *
 * @throws ConfigurationError
 */
export function checkTrim(trim: unknown): void {
  const known: readonly unknown[] = ['oldest', 'summarize'];
  demand('trim', trim, (value) => known.includes(value) || isFunction(value), "'oldest', 'summarize' or a function");
}

function checkReasoning(reasoning: ReasoningOptions | undefined): void {
  if (reasoning === undefined) return;
  checkNames(reasoning, ['effort', 'budget'], 'reasoning');
  demand('reasoning.effort', reasoning.effort, (value) => efforts.includes(value), `one of ${efforts.join(', ')}`);
  demand('reasoning.budget', reasoning.budget, (value) => Number.isInteger(value) && value >= 0, 'a whole number');
}

function checkTools({ tools, maxSteps, toolConcurrency, approve }: CallOptions): void {
  demand('maxSteps', maxSteps, isCount, 'a whole number of at least 1');
  demand('toolConcurrency', toolConcurrency, isCount, 'a whole number of at least 1');
  demand('approve', approve, isFunction, 'a function');
  demand('tools', tools, (value) => Array.isArray(value) && value.every(isRecord), 'a list of tools');
  for (const { name, parameters, execute } of tools ?? []) {
    demand('tools[].execute', execute, isFunction, 'a function');
    // The strictest of the five providers' rules, so that a tool works everywhere.
    demand(
      'tools[].name',
      name ?? '',
      (value) => /^[A-Za-z0-9_-]{1,64}$/.test(value),
      'up to 64 letters, digits, _, -',
    );
    demand('tools[].parameters', parameters, isSchema, 'a JSON Schema or a Standard Schema');
  }
}

function checkToolChoice(choice: ToolChoice | undefined, tools: readonly Tool[] | undefined): void {
  if (choice === undefined || choice === 'auto' || choice === 'none') return;
  const names = (tools ?? []).map(({ name }) => name);
  const fits = choice === 'required' ? names.length > 0 : isRecord(choice) && names.includes(choice.name);
  demand('toolChoice', choice, () => fits, "'auto', 'none', 'required' or { name } of one of the 'tools'");
}

function checkCache(cache: CallOptions['cache']): void {
  if (cache === undefined || typeof cache === 'boolean') return;
  checkNames(cache, ['ttl', 'staleWhileRevalidate', 'refresh', 'namespace'], 'cache');
  const { ttl, staleWhileRevalidate, refresh, namespace } = cache;
  demand('cache.ttl', ttl, (value) => isAtLeast(value, 0), 'a number of seconds of at least 0');
  demand(
    'cache.staleWhileRevalidate',
    staleWhileRevalidate,
    (value) => isAtLeast(value, 0),
    'a number of seconds of at least 0',
  );
  demand('cache.refresh', refresh, (value) => typeof value === 'boolean', 'true or false');
  demand('cache.namespace', namespace, isText, 'text');
}

function demand<Value>(name: string, value: Value | undefined, holds: (value: Value) => boolean, wanted: string): void {
  if (value === undefined || holds(value)) return;
  throw new ConfigurationError(`Option '${name}' must be ${wanted}, not ${shown(value)}.`);
}

const efforts: readonly unknown[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
/** A schema of a library may be a function. */
const isSchema = (value: unknown): boolean => isRecord(value) || typeof value === 'function';
const isAtLeast = (value: number, least: number): boolean => Number.isFinite(value) && value >= least;
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => isText(each) && each !== '');
