import type { ProviderOptions } from '../contract/provider.ts';
import { checkBudget } from './check-budget.ts';
import { checkLimits } from './check-limits.ts';
import { checkModels } from './check-models.ts';
import { checkCacheOptions, checkLogprobs, checkPromptCache, checkReasoning } from './check-nested.ts';
import { checkToolList } from './check-tools.ts';
import type { LLMClientOptions } from './client-options.ts';
import type { ChatOptions, EmbedOptions, GenerateOptions, RetrySettings } from './options.ts';
import { type Check, duration, isText, must, oneOf, valid } from './rules.ts';
import type { Settings } from './settings.ts';
import { checkTimeout } from './timeout.ts';
import { checkMessages } from './validate-messages.ts';

/** A call, constructor or function that takes options. */
export type Taker = 'generate' | 'chat' | 'embed' | 'client' | 'Config';

/** Everything that core knows about one option. */
export interface Option {
  /** Calls that accept the option. */
  readonly on: readonly Taker[];
  /** Throws a `ConfigurationError` for an invalid value. */
  readonly check: Check;
  /** `true` if `generate` copies the option into its request unchanged. */
  readonly wire?: true;
}

const model: readonly Taker[] = ['generate', 'chat', 'client'];
const anyCall: readonly Taker[] = [...model, 'embed'];
const prompt: readonly Taker[] = ['generate', 'chat'];
const client: readonly Taker[] = ['client'];
const setting: readonly Taker[] = ['Config'];
const clientSetting: readonly Taker[] = ['client', 'Config'];

const text = { check: valid.text };
const trims: readonly unknown[] = ['oldest', 'summarize'];

/** Name of an option. The table must list every option of the types. */
export type OptionName =
  | keyof GenerateOptions
  | keyof ChatOptions
  | keyof EmbedOptions
  | keyof LLMClientOptions
  | keyof Settings;

/** Every option of core, defined once. Lists, checks and the copy into the request are derived from this table. */
const options: Readonly<Record<OptionName, Option>> = {
  model: {
    on: anyCall,
    check: must((value) => isText(value) && (value as string).trim() !== '', 'the name of a model'),
  },
  system: { on: model, check: valid.text },
  temperature: { on: model, check: valid.positive, wire: true },
  topP: { on: model, check: valid.share, wire: true },
  maxTokens: { on: model, check: valid.count, wire: true },
  stop: { on: model, check: valid.texts, wire: true },
  seed: { on: model, check: valid.whole, wire: true },
  tools: { on: model, check: checkToolList },
  toolChoice: { on: model, check: valid.anything, wire: true },
  maxSteps: { on: model, check: valid.count },
  toolConcurrency: { on: model, check: valid.count },
  approve: { on: model, check: valid.action },
  maxToolCalls: { on: model, check: valid.count, wire: true },
  maxAnswerBytes: { on: model, check: valid.count, wire: true },
  schema: { on: model, check: valid.schema },
  repair: { on: model, check: valid.countOrNone },
  reasoning: { on: model, check: checkReasoning, wire: true },
  timeout: { on: [...anyCall, 'Config'], check: checkTimeout },
  cache: { on: ['generate', 'chat', 'embed'], check: checkCacheOptions, wire: true },
  signal: { on: anyCall, check: valid.anything, wire: true },
  notify: { on: anyCall, check: valid.action, wire: true },
  providerOptions: { on: anyCall, check: valid.record, wire: true },
  tokenizer: { on: model, check: valid.action, wire: true },
  promptCache: { on: model, check: checkPromptCache, wire: true },
  tier: { on: model, check: oneOf('default', 'flex', 'priority'), wire: true },
  logprobs: { on: model, check: checkLogprobs, wire: true },
  includeRaw: { on: model, check: valid.flag, wire: true },
  onUnsupported: { on: model, check: oneOf('warn', 'error', 'ignore'), wire: true },
  fallback: { on: model, check: must(Array.isArray, 'a list of targets') },
  enableRetries: { on: [...anyCall, 'Config'], check: valid.flag },
  maxRetries: { on: [...anyCall, 'Config'], check: valid.countOrNone },
  baseDelay: { on: [...anyCall, 'Config'], check: duration('at least 0') },
  maxDelay: { on: [...anyCall, 'Config'], check: duration('at least 0') },
  backoffFactor: { on: [...anyCall, 'Config'], check: valid.factor },
  images: { on: prompt, check: valid.list },
  audio: { on: prompt, check: valid.list },
  videos: { on: prompt, check: valid.list },
  files: { on: prompt, check: valid.list },
  stream: { on: prompt, check: valid.flag },
  prompt: { on: ['generate'], ...text },
  messages: { on: ['generate'], check: (value, name) => checkMessages(name, value) },
  message: { on: ['chat'], ...text },
  clearHistory: { on: ['chat'], check: valid.flag },
  trim: {
    on: ['chat'],
    check: must((value) => trims.includes(value) || typeof value === 'function', "'oldest', 'summarize' or a function"),
  },
  input: { on: ['embed'], check: valid.anything },
  dimensions: { on: ['embed'], check: valid.count },
  provider: { on: ['chat', 'client'], check: valid.anything },
  apiKey: { on: client, check: valid.anything },
  baseURL: { on: client, ...text },
  headers: { on: client, check: valid.anything },
  account: { on: client, ...text },
  fetch: { on: client, check: valid.action },
  region: { on: client, ...text },
  api: { on: client, ...text },
  models: { on: client, check: checkModels },
  middleware: { on: client, check: valid.list },
  enableCache: { on: clientSetting, check: valid.flag },
  retryBudget: { on: clientSetting, check: valid.flag },
  limits: { on: clientSetting, check: checkLimits },
  budget: { on: clientSetting, check: checkBudget },
  coordinator: { on: clientSetting, check: valid.record },
  cacheDir: { on: setting, ...text },
  cacheTtl: { on: setting, check: valid.seconds },
  downloadMedia: { on: setting, check: valid.flag },
};

/** The table as a map. */
export const table: ReadonlyMap<string, Option> = new Map(Object.entries<Option>(options));

const namesOf = (taker: Taker): readonly string[] => [
  ...[...table].filter(([, option]) => option.on.includes(taker)).map(([name]) => name),
  ...(taker === 'client' ? ['cache'] : []),
];

/** Names of the options of each taker, in the order of the table. */
export const optionNames: Readonly<Record<Taker, readonly string[]>> = {
  generate: namesOf('generate'),
  chat: namesOf('chat'),
  embed: namesOf('embed'),
  client: namesOf('client'),
  Config: namesOf('Config'),
};

/** Names of the options that a client passes to the provider that it creates. */
export const providerOptionNames: readonly (keyof ProviderOptions & keyof LLMClientOptions)[] = [
  'apiKey',
  'baseURL',
  'headers',
  'account',
  'fetch',
  'region',
  'api',
];

/** Names of the retry settings that a single call can override. */
export const retryOptionNames: readonly (keyof RetrySettings)[] = [
  'enableRetries',
  'maxRetries',
  'baseDelay',
  'maxDelay',
  'backoffFactor',
];

/** Names of the options that `generate` copies into its request unchanged. */
export const wireOptionNames: ReadonlySet<string> = new Set(
  [...table].filter(([, option]) => option.wire).map(([name]) => name),
);
