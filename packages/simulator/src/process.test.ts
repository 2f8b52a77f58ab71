import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

// Starts two requests that wait for their first piece, then closes. After that, the process must exit.
const program = `
  import { createSimulator } from ${JSON.stringify(new URL('./simulator.ts', import.meta.url).href)};
  const simulator = await createSimulator({ firstTokenDelay: 3600, faults: ['stall'] });
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] });
  const init = { method: 'POST', headers: { authorization: 'Bearer test-key' }, body };
  const ask = () => fetch(simulator.url + '/v1/chat/completions', init).catch(() => {});
  const asked = [ask(), ask()];
  while (simulator.requests.length < 2) await new Promise(setImmediate);
  await simulator.close();
  await Promise.all(asked);
  console.log('closed at', Date.now());
  process.on('exit', () => console.log('left at', Date.now()));
`;

describe('a closed simulator', () => {
  it('leaves the process free to exit', async () => {
    const options = ['--conditions=@rephysco/source', '--input-type=module', '--eval', program];
    const { stdout } = await run(process.execPath, options, { timeout: 30_000 });
    const [closed = 0, left = 0] = (stdout.match(/\d+/g) ?? []).map(Number);
    expect(left - closed).toBeLessThan(100);
  });
});
