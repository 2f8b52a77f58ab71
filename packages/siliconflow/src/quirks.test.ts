import { LLMClient } from '@rephysco/core';
import { createSimulator, type FaultName, faults } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { siliconflow } from './siliconflow.ts';

const quirks = (Object.keys(faults) as FaultName[]).filter((name) => faults[name].effect === 'malformed');
const tools = ['get_weather', 'get_time'].map((name) => ({
  name,
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
}));

describe('An answer with a quirk of the simulator', () => {
  it('is tested in several forms', () => expect(quirks.length).toBeGreaterThan(9));

  it.each(quirks)('is read like any other: %s', async (quirk) => {
    await using simulator = await createSimulator();
    const baseURL = simulator.baseURL('siliconflow');
    const provider = siliconflow.create({ apiKey: 'made-up', baseURL });
    await using client = new LLMClient({ provider, model: 'deepseek-ai/DeepSeek-R1', maxRetries: 0 });
    for (const stream of [false, true]) {
      const ask = async () => {
        const asked = { prompt: 'Why is the sky blue?', seed: 7 };
        const { text, reasoning, usage, finishReason } = stream
          ? await (await client.generate({ ...asked, stream })).result
          : await client.generate(asked);
        return { text, reasoning, usage, finishReason };
      };
      const usual = await ask();
      simulator.fail(quirk);
      expect(await ask()).toEqual(usual);
      expect(usual.text).not.toBe('');
    }
    const call = async () => {
      const asked = { prompt: 'Weather and time in Oslo?', tools, toolChoice: 'required', stream: true } as const;
      return (await (await client.generate(asked)).result).toolCalls.map(({ name, arguments: value }) => [name, value]);
    };
    const usual = await call();
    simulator.fail(quirk);
    expect(await call()).toEqual(usual);
    expect(usual.length).toBeGreaterThan(0);
  });
});
