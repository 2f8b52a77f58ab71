import { LLMClient } from '@rephysco/core';
import { createSimulator, type FaultName, faults } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { gemini } from './gemini.ts';

const quirks = (Object.keys(faults) as FaultName[]).filter((name) => faults[name].effect === 'malformed');

describe('An answer with a quirk of the simulator', () => {
  it.each(quirks)('is read like any other: %s', async (quirk) => {
    await using simulator = await createSimulator();
    const provider = gemini.create({ apiKey: 'made-up', baseURL: simulator.baseURL('gemini') });
    await using client = new LLMClient({ provider, maxRetries: 0 });
    for (const stream of [false, true]) {
      const ask = async () => {
        const asked = { prompt: 'Why is the sky blue?', seed: 7 };
        const { text, usage } = stream
          ? await (await client.generate({ ...asked, stream })).result
          : await client.generate(asked);
        return { text, usage };
      };
      const usual = await ask();
      simulator.fail(quirk);
      expect(await ask()).toEqual(usual);
    }
  });
});
