import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import { thrown } from '../testing/samples.ts';
import { checkOptions } from './check-options.ts';
import { optionNames } from './option-table.ts';

describe('checkOptions', () => {
  it.each([
    [{ temprature: 1 }, "generate has no option 'temprature'. Did you mean 'temperature'?"],
    [{ max_tokens: 1 }, "Did you mean 'maxTokens'?"],
    [{ MaxTokens: 1 }, "Did you mean 'maxTokens'?"],
    [{ clearHistory: true }, 'Options are: model, system, temperature'],
    [{ colour: undefined }, "generate has no option 'colour'"],
    [undefined, 'generate takes an object of options, not undefined'],
    [null, 'generate takes an object of options, not null'],
    ['Hi', 'generate takes an object of options, not "Hi"'],
  ])('rejects %j: %s', async (options, words) => {
    const error = await thrown(() => checkOptions(options as object, 'generate'));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
  });

  it('accepts the options of generate and of chat', () => {
    const common = ['model', 'system', 'temperature', 'topP', 'maxTokens', 'stop', 'seed', 'tools', 'toolChoice'];
    const more = ['schema', 'reasoning', 'timeout', 'cache', 'signal', 'notify', 'providerOptions', 'stream'];
    const media = ['images', 'audio', 'videos', 'files'];
    expect(optionNames.generate).toEqual(expect.arrayContaining([...common, ...more, ...media, 'prompt', 'messages']));
    expect(optionNames.chat).toEqual(expect.arrayContaining([...common, ...more, ...media, 'message', 'clearHistory']));
  });

  it.each([
    [{ maxOutputTokens: 5 }, "Rephysco calls it 'maxTokens'"],
    [{ max_completion_tokens: 5 }, "Rephysco calls it 'maxTokens'"],
    [{ abortSignal: {} }, "Rephysco calls it 'signal'"],
    [{ systemPrompt: 'x' }, "Rephysco calls it 'system'"],
    [{ system_prompt: 'x' }, "Rephysco calls it 'system'"],
    [{ response_format: {} }, "Rephysco calls it 'schema'"],
    [{ max_tokens: 5 }, "Did you mean 'maxTokens'?"],
    [{ stopSequences: [] }, "Rephysco calls it 'stop'"],
    [{ reasoning_effort: 'low' }, "Rephysco calls it 'reasoning.effort'"],
    [{ top_k: 5 }, "Rephysco calls it 'providerOptions.top_k'"],
  ])('suggests the option for %j', async (options, words) => {
    expect(String(await thrown(() => checkOptions(options, 'generate')))).toContain(words);
  });

  it.each([{ timeout: 30_000 }, { timeout: { idle: 7200 } }, { baseDelay: 10_000 }, { maxDelay: 7200 }])(
    'rejects %j as milliseconds',
    async (options) => {
      const error = await thrown(() => checkOptions(options, 'generate'));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toContain('seconds, not milliseconds');
    },
  );

  it('accepts endless timeouts, timeouts below two hours and long lifetimes of cache entries', () => {
    checkOptions({ timeout: Infinity, maxDelay: Infinity, cache: { ttl: 1e9 } }, 'generate');
    checkOptions({ timeout: { total: 7199, idle: Infinity } }, 'generate');
    checkOptions({ cacheTtl: 1e9 }, 'Config');
  });
});

it('Two tools with the same name are rejected', () => {
  const tools = [{ name: 'get' }, { name: 'put' }, { name: 'get' }];
  const call = (): void => checkOptions({ prompt: 'Hi', tools }, 'generate');
  expect(call).toThrow(ConfigurationError);
  expect(call).toThrow("two tools with the name 'get'");
});
