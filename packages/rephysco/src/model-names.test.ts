import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listProviders, type ModelInfo } from '@rephysco/core';
import { registerProvider } from '@rephysco/core/provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownModels } from './settings/known-models.ts';
import { createMachine, type TestMachine } from './testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
  delete machine.env.OPENAI_API_KEY;
  delete machine.env.OPENAI_BASE_URL;
});
afterEach(() => machine[Symbol.asyncDispose]());

const dry = (...args: readonly string[]) => machine.run(['generate', '--dry-run', ...args, 'hi']);
const hostOf = (out: string): string | undefined => /^POST https:\/\/([^/\s]+)/.exec(out)?.[1];

describe('a model name without a provider', () => {
  it.each([
    ['gpt-5.4-mini', 'XAI_API_KEY', 'OPENAI_API_KEY'],
    ['gpt-4o', 'GEMINI_API_KEY', 'OPENAI_API_KEY'],
    ['grok-4.3', 'OPENAI_API_KEY', 'XAI_API_KEY'],
    ['gemini-2.5-flash', 'XAI_API_KEY', 'GOOGLE_API_KEY'],
    ['qwen-plus', 'OPENAI_API_KEY', 'DASHSCOPE_API_KEY'],
    ['claude-opus-4-6', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY'],
  ])('%s with only %s never goes to another provider and names the missing variable', async (model, set, missing) => {
    machine.env[set] = 'made-up-key';
    const { code, out, err } = await machine.run(['generate', '-m', model, 'hi']);
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain(missing);
    expect(machine.simulator.requests).toEqual([]);
  });

  it('goes to the provider that serves it, ignoring case', async () => {
    machine.env.XAI_API_KEY = 'made-up-key';
    expect(hostOf((await dry('-m', 'gpt-5.4-mini')).out)).toBe('api.openai.com');
    expect(hostOf((await dry('-m', 'GPT-5.4-Mini')).out)).toBe('api.openai.com');
    expect(hostOf((await dry('-m', 'grok-4.3')).out)).toBe('api.x.ai');
  });

  it.each([
    ['gpt-5.4-mimi', 'openai:gpt-5.4-mini'],
    ['grok4.3', 'xai:grok-4.3'],
    ['opneai:gpt-4o', 'openai:gpt-4o'],
  ])('%s is an error that names %s', async (model, near) => {
    machine.env.XAI_API_KEY = 'made-up-key';
    const { code, err } = await machine.run(['generate', '-m', model, 'hi']);
    expect([code, err]).toEqual([2, expect.stringContaining(near)]);
  });

  it('is an error that explains how to send it, if no name is similar', async () => {
    machine.env.XAI_API_KEY = 'made-up-key';
    const { code, err } = await machine.run(['generate', '-m', 'zz-top-9000', 'hi']);
    expect([code, err]).toEqual([2, expect.stringContaining('-m openai:zz-top-9000')]);
    expect((await dry('-m', 'xai:zz-top-9000')).code).toBe(0);
  });

  it('is ambiguous if several providers serve it, unless only one of them has a key', async () => {
    await knownModels();
    const both: ModelInfo = { id: 'made-up-1', input: ['text'], output: ['text'] };
    const before = listProviders().filter(({ name }) => name === 'xai' || name === 'openai');
    for (const each of before) registerProvider({ ...each, models: { ...each.models, BOTH: both } });
    try {
      const without = await machine.run(['generate', '-m', 'made-up-1', 'hi']);
      for (const part of ['-m openai:made-up-1', '-m xai:made-up-1', 'OPENAI_API_KEY', 'XAI_API_KEY']) {
        expect([without.code, without.err]).toEqual([2, expect.stringContaining(part)]);
      }
      machine.env.XAI_API_KEY = 'made-up-key';
      expect(hostOf((await dry('-m', 'made-up-1')).out)).toBe('api.x.ai');
      machine.env.OPENAI_API_KEY = 'made-up-key';
      const { code, err } = await machine.run(['generate', '-m', 'made-up-1', 'hi']);
      expect([code, err]).toEqual([2, expect.stringContaining('-m openai:made-up-1, -m xai:made-up-1')]);
    } finally {
      for (const each of before) registerProvider(each);
    }
  });

  it('goes to the provider of the settings, if its table lists it or the settings name a server', async () => {
    machine.env.OPENAI_API_KEY = 'made-up-key';
    await writeFile(join(machine.cwd, 'rephysco.json'), '{"provider":"openai"}');
    expect(hostOf((await dry('-m', 'gpt-4o')).out)).toBe('api.openai.com');
    expect(hostOf((await dry('-m', 'ft:my-own')).out)).toBe('api.openai.com');
    const other = await dry('-m', 'grok-4.3');
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('xai:grok-4.3')]);
    machine.env.OPENAI_BASE_URL = 'https://gateway.example/v1';
    expect(hostOf((await dry('-m', 'grok-4.3')).out)).toBe('gateway.example');
  });
});

describe('a command line without a command', () => {
  it.each([
    [['-p', 'sim', 'Why is the sky blue?']],
    [['--quiet', '-p', 'sim', 'Why is the sky blue?']],
    [['Why is the sky blue?', '-p', 'sim']],
    [['-p', 'sim', '--json', 'Why', 'is', 'it', 'blue?']],
    [['-p', 'sim', 'hello']],
  ])('%j runs generate', async (args) => {
    const { code, out } = await machine.run(args, '');
    expect([code, out]).toEqual([0, expect.stringContaining('(simulated answer)')]);
  });

  it.each([
    ['modles', 'rephysco models'],
    ['model', 'rephysco models'],
    ['gen', 'rephysco generate'],
    ['Doctor', 'rephysco doctor'],
    ['complation', 'rephysco completion'],
    ['help', 'rephysco --help'],
    ['chta', 'rephysco chat'],
  ])('%s is an error that suggests %s, and no prompt', async (word, suggested) => {
    for (const args of [[word], [word, '-p', 'sim'], ['-p', 'sim', word], [word, 'list']]) {
      const { code, out, err } = await machine.run(args, '');
      expect([args, code, out, err]).toEqual([args, 2, '', expect.stringContaining(suggested)]);
    }
  });

  it('sends such a word as a prompt if generate is given', async () => {
    expect((await machine.run(['generate', '-p', 'sim', 'modles'])).out).toContain('modles');
  });
});
