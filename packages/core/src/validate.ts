import { ConfigurationError } from './errors.ts';
import type { CallOptions } from './options.ts';
import type { TimeoutOptions } from './request.ts';

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
  'schema',
  'reasoning',
  'timeout',
  'cache',
  'signal',
  'notify',
  'providerOptions',
];

const mediaOptionNames = ['images', 'audio', 'videos', 'files'];

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
  'stream',
  'clearHistory',
];

/**
 * Refuses options that do not exist, so that a misspelt one is not silently ignored.
 *
 * @param where the call, to name in the error
 * @throws ConfigurationError
 */
export function checkNames(options: object, known: readonly string[], where: string): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = known.find((each) => each.toLowerCase() === name.toLowerCase().replaceAll(/[-_]/g, ''));
    const hint = near ? `Did you mean '${near}'?` : `Options are: ${known.join(', ')}.`;
    throw new ConfigurationError(`${where} has no option '${name}'. ${hint}`);
  }
}

/**
 * Refuses values that no provider could take.
 *
 * @throws ConfigurationError that names the option
 */
export function checkValues(options: CallOptions): void {
  const { temperature, topP, maxTokens, seed, stop, model, system, timeout, reasoning, tools } = options;
  demand('temperature', temperature, (value) => Number.isFinite(value) && value >= 0, 'a number of at least 0');
  demand('topP', topP, (value) => value >= 0 && value <= 1, 'a number from 0 to 1');
  demand('maxTokens', maxTokens, (value) => Number.isInteger(value) && value > 0, 'a whole number of at least 1');
  demand('seed', seed, Number.isInteger, 'a whole number');
  demand('stop', stop, isTexts, 'a list of texts that are not empty');
  demand('model', model, (value) => typeof value === 'string' && value.trim() !== '', 'the name of a model');
  demand('system', system, (value) => typeof value === 'string', 'text');
  demand('reasoning.budget', reasoning?.budget, (value) => Number.isInteger(value) && value >= 0, 'a whole number');
  demand('tools', tools, (value) => Array.isArray(value), 'a list of tools');
  for (const tool of tools ?? []) demand('tools[].name', tool.name, isToolName, 'letters, digits, _ and -, at most 64');
  checkTimeout(timeout);
}

function checkTimeout(timeout: number | TimeoutOptions | undefined): void {
  const limits = typeof timeout === 'object' ? timeout : { total: timeout };
  checkNames(limits, ['connect', 'firstToken', 'idle', 'total'], 'timeout');
  for (const [name, limit] of Object.entries(limits)) {
    demand(`timeout.${name}`, limit, (value) => value > 0, 'a number of seconds above 0');
  }
}

function demand<Value>(name: string, value: Value | undefined, holds: (value: Value) => boolean, wanted: string): void {
  if (value === undefined || holds(value)) return;
  const shown = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  throw new ConfigurationError(`Option '${name}' must be ${wanted}, not ${shown.slice(0, 80)}.`);
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '');

// The strictest of the five providers' rules (OpenAI's), so that a tool works everywhere.
const isToolName = (value: unknown): boolean => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value);
