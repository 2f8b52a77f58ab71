import { createSimulator, type Simulator } from '@rephysco/simulator';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from './program.ts';
import { type FakeTerminal, fakeTerminal } from './testing/fake-terminal.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await createSimulator();
  vi.stubEnv('OPENAI_API_KEY', 'made-up-key-for-tests');
  vi.stubEnv('OPENAI_BASE_URL', simulator.baseURL('openai'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

async function rephysco(args: readonly string[], piped?: string): Promise<FakeTerminal & { readonly code: number }> {
  const { OPENAI_API_KEY = '', OPENAI_BASE_URL = '' } = process.env;
  const terminal = fakeTerminal(piped, { OPENAI_API_KEY, OPENAI_BASE_URL });
  return Object.assign(terminal, { code: await run(args, terminal) });
}

const generate = ['generate', '-m', 'openai:gpt-5.4-mini'];
const lastBody = () => simulator.requests.at(-1)?.body as Record<string, unknown>;

describe('rephysco generate', () => {
  it('prints only the answer and one newline', async () => {
    const { code, out, err } = await rephysco([...generate, 'Why is the sky blue?']);
    expect(code).toBe(0);
    expect(out()).toMatch(/\S\n$/);
    expect(err()).toBe('');
  });

  it('prints the same output whole and streamed', async () => {
    const streamed = await rephysco([...generate, 'Why?']);
    const whole = await rephysco([...generate, '--no-stream', 'Why?']);
    expect(whole.out()).toBe(streamed.out());
    expect(simulator.requests.map(({ body }) => (body as { stream?: boolean }).stream)).toEqual([true, undefined]);
  });

  it('papercut 2: puts piped text before the argument, with a blank line between', async () => {
    await rephysco([...generate, 'Summarise this.'], 'a b c\n');
    expect(lastBody().messages).toEqual([{ role: 'user', content: 'a b c\n\nSummarise this.' }]);
  });

  it('uses piped text alone as the prompt, and does not read it with --no-stdin', async () => {
    await rephysco(generate, 'Only this.');
    expect(lastBody().messages).toEqual([{ role: 'user', content: 'Only this.' }]);
    await rephysco([...generate, '--no-stdin', 'Just', 'that.'], 'Only this.');
    expect(lastBody().messages).toEqual([{ role: 'user', content: 'Just that.' }]);
  });

  it('sends exactly the options that flags set', async () => {
    await rephysco([...generate, '-s', 'Be brief.', '--max-tokens', '50', 'Why?']);
    expect(lastBody()).toEqual({
      model: 'gpt-5.4-mini',
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'Why?' },
      ],
      max_completion_tokens: 50,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('prints one JSON object with --json', async () => {
    const { code, out, err } = await rephysco([...generate, '--json', 'Why?']);
    const { schema, provider, requestedModel, text, finishReason, usage, attempts, timing } = JSON.parse(out());
    expect([code, err(), schema, provider, requestedModel, finishReason]).toEqual([
      0,
      '',
      1,
      'openai',
      'gpt-5.4-mini',
      'stop',
    ]);
    expect(text).toContain('simulated');
    expect(usage.total).toBe(usage.input + usage.output);
    expect(attempts).toHaveLength(1);
    expect(timing.totalMs).toBeGreaterThanOrEqual(timing.firstTokenMs);
  });

  it('needs neither key nor network for the sim provider', async () => {
    const { code, out } = await rephysco(['generate', '-p', 'sim', 'Why?']);
    expect([code, out().includes('simulated'), simulator.requests.length]).toEqual([0, true, 0]);
  });

  it('uses the first provider with a key', async () => {
    const { out } = await rephysco(['generate', '--json', '-m', 'gpt-5.4-mini', 'Why?']);
    expect(JSON.parse(out()).provider).toBe('openai');
  });

  it('reports retries on standard error', async () => {
    simulator.fail('429@0');
    const { code, err } = await rephysco([...generate, 'Why?']);
    expect(code).toBe(0);
    expect(err()).toMatch(
      /^attempt 1 of 21 failed \(openai answered 429: .*\); next in \d+\.\d s\nwaiting \d+\.\d s for openai:gpt-5\.4-mini \(.*\)\n$/,
    );
  });

  it('reports an answer that was cut at the token limit', async () => {
    const { code, err } = await rephysco([...generate, '--max-tokens', '16', 'Why?']);
    expect([code, err()]).toEqual([0, 'note: the answer was cut at the token limit\n']);
  });
});

describe('rephysco generate, when it fails', () => {
  const failures: readonly [name: string, code: number, args: readonly string[], fault?: string][] = [
    ['an unknown provider', 2, ['generate', '-p', 'nobody', 'x']],
    ['an empty prompt', 2, [...generate, '  ']],
    ['a temperature that is not a number', 2, [...generate, '-t', 'warm', 'x']],
    ['a temperature of NaN', 2, [...generate, '-t', 'NaN', 'x']],
    ['negative max tokens', 2, [...generate, '--max-tokens', '-5', 'x']],
    ['an unknown flag', 2, [...generate, '--temprature', '1', 'x']],
    ['a malformed base URL', 2, [...generate, '--base-url', 'not a url', 'x']],
    ['a rejected key', 4, [...generate, 'x'], '401'],
    ['an exhausted quota', 5, [...generate, 'x'], 'quota'],
    ['a rate limit with a long delay', 5, [...generate, 'x'], '429@3600'],
    ['an unknown model', 6, ['generate', '-m', 'openai:does-not-exist', 'x']],
    ['a web page', 6, [...generate, 'x'], 'htmlx*'],
    ['a server that cannot be reached', 6, [...generate, '--base-url', 'http://127.0.0.1:1/v1', 'x']],
  ];

  it.each(failures)('%s ends with code %i and at most five lines', async (_, expected, args, fault) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    if (fault) simulator.fail(fault);
    const { code, out, err } = await rephysco(args);
    expect(code).toBe(expected);
    expect(out()).toBe('');
    expect(err()).toMatch(/^(?:error|warning|attempt)/);
    expect(
      err()
        .replace(/^(warning|attempt) .*\n/gm, '')
        .split('\n').length,
    ).toBeLessThanOrEqual(6);
    expect(err()).not.toContain('    at ');
    expect(err()).not.toContain('made-up-key');
    vi.restoreAllMocks();
  });

  it('explains how to set a missing key, before a request is sent', async () => {
    vi.stubEnv('OPENAI_API_KEY', '');
    const { code, err } = await rephysco([...generate, 'x']);
    expect([code, simulator.requests.length]).toEqual([4, 0]);
    expect(err()).toContain('OPENAI_API_KEY');
  });

  it('keeps the partial text of a cut answer', async () => {
    simulator.fail('cut@3');
    const { code, out, err } = await rephysco([...generate, 'Why?']);
    expect(code).toBe(6);
    expect(out()).toMatch(/\S\n$/);
    expect(err()).toContain('error: openai: ');
  });

  it('prints the error as JSON with --json', async () => {
    simulator.fail('quota');
    const { code, out } = await rephysco([...generate, '--json', 'x']);
    const { schema, error } = JSON.parse(out());
    expect([code, schema, error.code, error.status, error.retryable]).toEqual([5, 1, 'quota_exceeded', 429, false]);
  });

  it('shows the origin of an error with --debug', async () => {
    const { err } = await rephysco([...generate, '--debug', '--base-url', 'not a url', 'x']);
    expect(err()).toContain('    at ');
  });

  it('suggests a similar command', async () => {
    const { code, err } = await rephysco(['genrate', 'x']);
    expect([code, err()]).toEqual([2, expect.stringContaining('generate')]);
  });
});
