import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import { thrown } from '../testing/samples.ts';
import { checkNames } from './check-option-names.ts';
import { chatOptionNames, generateOptionNames } from './validate-options.ts';

describe('checkNames', () => {
  it.each([
    [{ temprature: 1 }, "generate has no option 'temprature'. Did you mean 'temperature'?"],
    [{ max_tokens: 1 }, "Did you mean 'maxTokens'?"],
    [{ MaxTokens: 1 }, "Did you mean 'maxTokens'?"],
    [{ clearHistory: true }, 'Options are: model, system, temperature'],
    [{ colour: undefined }, "generate has no option 'colour'"],
    [undefined, 'generate takes an object of options, not undefined'],
    [null, 'generate takes an object of options, not null'],
    ['Hi', 'generate takes an object of options, not "Hi"'],
  ])('refuses %j: %s', async (options, words) => {
    const error = await thrown(() => checkNames(options as object, generateOptionNames, 'generate'));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
  });

  it('knows the options of generate and of chat', () => {
    const common = ['model', 'system', 'temperature', 'topP', 'maxTokens', 'stop', 'seed', 'tools', 'toolChoice'];
    const more = ['schema', 'reasoning', 'timeout', 'cache', 'signal', 'notify', 'providerOptions', 'stream'];
    const media = ['images', 'audio', 'videos', 'files'];
    expect(generateOptionNames).toEqual(expect.arrayContaining([...common, ...more, ...media, 'prompt', 'messages']));
    expect(chatOptionNames).toEqual(expect.arrayContaining([...common, ...more, ...media, 'message', 'clearHistory']));
  });
});
