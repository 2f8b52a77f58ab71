import { getEventListeners } from 'node:events';
import { LLMClient } from '@rephysco/core';
import { createSimulator } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { providers } from './providers.ts';
import { run } from './run.ts';

const services = providers.map(({ service }) => service);

describe.each(services)('calls of %s leave', (service) => {
  it('no listener on a signal that a thousand calls share', async () => {
    await using simulator = await createSimulator();
    await using client = new LLMClient({ provider: service, apiKey: 'made-up', baseURL: simulator.baseURL(service) });
    const { signal } = new AbortController();
    for (let call = 0; call < 1000; call += 50) {
      await Promise.all(Array.from({ length: 50 }, () => client.generate({ prompt: 'Hi', maxTokens: 16, signal })));
    }
    expect([simulator.requests.length, getEventListeners(signal, 'abort').length]).toEqual([1000, 0]);
  });

  it('no handle that keeps the process alive, and no unhandled rejection', async () => {
    await using simulator = await createSimulator();
    simulator.fail('cut@2');
    const text = `
      import { LLMClient } from '@rephysco/core';
      import '@rephysco/${service}';
      process.on('unhandledRejection', () => process.exit(3));
      const client = new LLMClient({ provider: '${service}', apiKey: 'made-up', baseURL: '${simulator.baseURL(service)}', maxRetries: 0 });
      const stream = await client.generate({ prompt: 'Hi', stream: true });
      try {
        for await (const text of stream) void text;
        process.exit(4);
      } catch {}
      await client.generate('Hi');
      for await (const text of await client.generate({ prompt: 'Hi', stream: true })) break;
      await new Promise((resolve) => setImmediate(resolve));
      const left = process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|Immediate/.test(name));
      if (left.length > 0) throw new Error('still active: ' + left);
    `;
    await run({ text, cwd: import.meta.dirname, options: ['--conditions=@rephysco/source'] });
    expect(simulator.requests.length).toBe(3);
  });
});
