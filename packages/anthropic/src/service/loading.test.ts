import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('A first response', () => {
  it('does not load the official client', () => {
    const program = `
      import module from 'node:module';
      import { anthropic } from '${new URL('../index.ts', import.meta.url).href}';
      const answer = { content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' };
      const provider = anthropic.create({ apiKey: 'a-made-up-key', fetch: async () => Response.json(answer) });
      const messages = [{ role: 'user', content: 'Hi' }];
      for await (const _ of provider.generate({ provider: 'anthropic', model: 'm', messages, stream: false }));
      const loaded = () => Object.keys(module._cache).filter((path) => path.includes('@anthropic-ai')).length;
      const before = loaded();
      anthropic.sdk({ apiKey: 'a-made-up-key' });
      console.log(JSON.stringify([before, loaded() > 0]));
    `;
    const args = ['--conditions=@rephysco/source', '--input-type=module', '--eval', program];
    const printed = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual([0, true]);
  });
});
