import { describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import type { ProviderDefinition, ProviderOptions } from '../contract/provider.ts';
import { Config } from '../options/config.ts';
import { fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { createProvider, listProviders, registerProvider } from './registry.ts';

function definition(name: string, seen: ProviderOptions[] = []): ProviderDefinition {
  return {
    name,
    models: {},
    create(options = {}) {
      seen.push(options);
      return fakeProvider({ name });
    },
  };
}

describe('the registry', () => {
  it('names the missing import if no provider is registered', async () => {
    const error = await thrown(() => createProvider('openai'));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain("import '@rephysco/openai';");
    expect(String(error)).toContain('Registered: none.');
  });

  it('finds a provider for any case, hyphens and underscores', () => {
    registerProvider(definition('siliconflow'));
    registerProvider(definition('my-own_LLM'));
    for (const name of ['siliconflow', 'silicon_flow', 'Silicon-Flow', 'SILICONFLOW']) {
      expect(createProvider(name).name).toBe('siliconflow');
    }
    expect(createProvider('myownllm').name).toBe('my-own_LLM');
  });

  it('passes on the options', () => {
    const seen: ProviderOptions[] = [];
    registerProvider(definition('seen', seen));
    createProvider('seen', { apiKey: 'k', baseURL: 'https://llm.example.com/v1' });
    expect(seen).toEqual([{ apiKey: 'k', baseURL: 'https://llm.example.com/v1' }]);
  });

  it('replaces a provider with the same name', () => {
    const before = listProviders().length;
    const proxy = definition('Silicon_Flow');
    registerProvider(proxy);
    expect(listProviders().length).toBe(before);
    expect(listProviders()[0]).toBe(proxy);
  });

  it.each([
    ['open_ai', "import '@rephysco/openai';"],
    ['SILICONFLOW2', "Did you mean 'Silicon_Flow'?"],
    ['opnai', "Did you mean 'openai'?"],
    ['somebody-else', 'Import the package that registers it'],
    ['', 'Import the package that registers it'],
  ])('explains the unknown name %j: %s', async (name, hint) => {
    const error = await thrown(() => createProvider(name));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(hint);
    expect(String(error)).toContain('my-own_LLM');
  });

  it('is shared with another copy of core, as is Config', async () => {
    vi.resetModules();
    const other = await import('../index.ts');
    expect(other.registerProvider).not.toBe(registerProvider);
    other.registerProvider(definition('from-the-other-copy'));
    expect(createProvider('from-the-other-copy').name).toBe('from-the-other-copy');
    expect(other.listProviders()).toEqual(listProviders());
    Config.update({ maxRetries: 9 });
    expect(other.Config.current.maxRetries).toBe(9);
    other.Config.reset();
    expect(Config.current.maxRetries).toBe(3);
  });
});
