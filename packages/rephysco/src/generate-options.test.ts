import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeTerminal } from './testing/fake-terminal.ts';
import { createMachine, type TestMachine, testKey } from './testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const generate = ['generate', '-m', 'openai:gpt-5.4-mini'];
interface Body {
  readonly [field: string]: unknown;
  readonly messages: readonly { readonly content: unknown }[];
}
const bodies = () => machine.simulator.requests.map(({ body }) => body as Body);
const lastContent = () => bodies().at(-1)?.messages.at(-1)?.content;

/** Smallest valid PNG. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(machine.cwd, name);
  await writeFile(path, content);
  return path;
}

describe('generate --attach', () => {
  it('detects the type of an image by its bytes, not by its name', async () => {
    const { code } = await machine.run([...generate, '-a', await file('a.txt', png), 'What is it?']);
    const url = `data:image/png;base64,${png.toString('base64')}`;
    expect([code, lastContent()]).toEqual([
      0,
      [
        { type: 'text', text: 'What is it?' },
        { type: 'image_url', image_url: { url } },
      ],
    ]);
  });

  it('adds text files with their names to the prompt, including code and empty fences', async () => {
    const path = await file('a.ts', 'const a = `\n```\n`;\n');
    await machine.run([...generate, '-a', path, 'Explain.']);
    expect(lastContent()).toBe('a.ts:\n````\nconst a = `\n```\n`;\n````\n\nExplain.');
  });

  it('sends URLs unchanged', async () => {
    await machine.run([...generate, '-a', 'https://example.com/a.png?x=1', 'What is it?']);
    expect(lastContent()).toContainEqual({ type: 'image_url', image_url: { url: 'https://example.com/a.png?x=1' } });
  });

  it('reads standard input for -, and then not as the prompt', async () => {
    await machine.run([...generate, '-a', '-', 'Explain.'], 'piped\n');
    expect(lastContent()).toBe('standard input:\n```\npiped\n```\n\nExplain.');
  });

  it('needs no prompt with an image', async () => {
    const { code } = await machine.run([...generate, '-a', await file('a.png', png)]);
    expect([code, (lastContent() as unknown[]).length]).toEqual([0, 1]);
  });

  it('prints size and type on a terminal', async () => {
    const terminal = fakeTerminal(undefined, machine.env);
    const stderr = Object.assign(terminal.stderr, { isTTY: true });
    const { err } = await machine.run([...generate, '-a', await file('a.png', png), 'x'], { ...terminal, stderr });
    expect(err).toContain(`a.png (image/png, ${png.length} bytes)`);
  });

  it('papercut 33: never sends an attachment without a type', async () => {
    const path = await file('blob', new Uint8Array([0, 1, 2, 255]));
    const refused = await machine.run([...generate, '-a', path, 'x']);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(`--at ${path} image/png`)]);
    const said = await machine.run([...generate, '--at', path, 'image/png', 'x']);
    expect([said.code, JSON.stringify(lastContent())]).toEqual([0, expect.stringContaining('data:image/png;base64,')]);
    const unnamed = await machine.run([...generate, '-a', 'https://example.com/a', 'x']);
    expect([unnamed.code, machine.simulator.requests.length]).toEqual([2, 1]);
  });

  it.each([
    ['a file that is missing', 'nothing.png', 'the file does not exist'],
    ['a folder', 'folder', 'is a folder'],
    ['an empty file', 'empty.png', 'is empty'],
    ['what the model does not take', 'a.mp3', 'does not support audio input'],
  ])('rejects %s before a request is sent', async (_, name, why) => {
    await mkdir(join(machine.cwd, 'folder'));
    await file('empty.png', '');
    await file('a.mp3', Buffer.from('ID3\u0003\u0000\u0000\u0000\u0000\u0000\u0000', 'latin1'));
    const { code, out, err } = await machine.run([...generate, '-a', join(machine.cwd, name), 'x']);
    expect([code, out, err, machine.simulator.requests.length]).toEqual([2, '', expect.stringContaining(why), 0]);
  });
});

describe('generate --schema', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

  it.each(['inline', 'file'])('requests an answer with a schema given %s', async (where) => {
    const text = JSON.stringify(schema);
    const given = where === 'inline' ? text : await file('schema.json', text);
    const { code, out } = await machine.run([...generate, '--json', '--schema', given, 'Where?']);
    expect([code, Object.keys(JSON.parse(out).object)]).toEqual([0, ['city']]);
    expect(bodies()[0]?.response_format).toMatchObject({ type: 'json_schema' });
  });

  it.each([
    ['{"type":', 'is not valid JSON'],
    ['/nonexistent/schema.json', 'the file does not exist'],
  ])('rejects %s', async (given, why) => {
    const { code, err } = await machine.run([...generate, '--schema', given, 'Where?']);
    expect([code, err, machine.simulator.requests.length]).toEqual([2, expect.stringContaining(why), 0]);
  });
});

describe('generate --jsonl', () => {
  const lines = (out: string) =>
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('prints one event per line, all with the same run', async () => {
    machine.simulator.fail('429@0');
    const { code, out } = await machine.run([...generate, '--jsonl', '--cache', 'Why?']);
    const events = lines(out);
    expect([code, new Set(events.map(({ id }) => id)).size]).toEqual([0, 1]);
    // After the 429, the client may wait for the limit that the service reported.
    const types = events.map(({ type }) => type).filter((type) => type !== 'wait');
    expect([...new Set(types)]).toEqual(['start', 'cache', 'retry', 'delta', 'end']);
    const text = events.flatMap((event) => (event.type === 'delta' ? [event.text] : [])).join('');
    expect(events.at(-1)).toMatchObject({ text, finishReason: 'stop', cache: { status: 'miss' } });
  });

  it('papercut 11 and 12: ends with the error and its code, and contains nothing else', async () => {
    machine.simulator.fail('quota');
    const { code, out } = await machine.run([...generate, '--jsonl', 'Why?']);
    expect([code, lines(out).map(({ type }) => type)]).toEqual([5, ['start', 'error']]);
    expect(lines(out).at(-1).error.code).toBe('quota_exceeded');
  });
});

describe('generate with other flags', () => {
  it('prints tokens and price with -u, marked if estimated', async () => {
    const { err } = await machine.run([...generate, '-u', 'Why?']);
    expect(err).toMatch(/^usage: \d+ in, \d+ out, \d+ total; ~\$0\.\d+\n$/);
  });

  it('prints only the first code block with -x, or the whole answer without one', async () => {
    const { out, err } = await machine.run(['generate', '-p', 'sim', '-x', 'Why?']);
    expect([out, err]).toEqual([expect.stringContaining('simulated'), expect.stringContaining('no code block')]);
  });

  it('papercut 36: reports an answer from the cache, which --no-cache skips', async () => {
    const ask = (...flags: readonly string[]) => machine.run([...generate, ...flags, 'Why?']);
    const [first, second] = [await ask('--cache'), await ask('--cache')];
    expect([second.out, first.err, second.err]).toEqual([first.out, '', expect.stringContaining('from the cache')]);
    expect(machine.simulator.requests.length).toBe(1);
    await ask('--refresh');
    await ask('--no-cache');
    await ask();
    expect(machine.simulator.requests.length).toBe(4);
  });

  it('does not cache failures', async () => {
    machine.simulator.fail('quota');
    const failed = await machine.run([...generate, '--cache', 'Why?']);
    const again = await machine.run([...generate, '--cache', 'Why?']);
    expect([failed.code, again.code]).toEqual([5, 0]);
  });

  it('papercut 21: sends numbers only if they are set', async () => {
    const set = ['-t', '0.5', '--top-p', '0.9', '--seed', '7', '-o', 'user={"a":1}', '--stop', 'x', '--stop', 'y'];
    await machine.run(['generate', '-m', 'openai:gpt-4o', ...set, 'Why?']);
    await machine.run(['generate', '-m', 'openai:gpt-4o', 'Why?']);
    expect(bodies()[0]).toMatchObject({ temperature: 0.5, top_p: 0.9, seed: 7, user: { a: 1 }, stop: ['x', 'y'] });
    expect(Object.keys(bodies()[1] ?? {}).sort()).toEqual(['messages', 'model', 'stream', 'stream_options']);
  });

  it('papercut 20: prints reasoning on standard error on request, never in the answer', async () => {
    const ask = (...flags: readonly string[]) => machine.run(['generate', '-m', 'sim:sim-reasoning', ...flags, 'Why?']);
    const [hidden, shown] = [await ask(), await ask('--reasoning', 'show')];
    expect([hidden.err, shown.out]).toEqual(['', hidden.out]);
    expect(shown.err).not.toBe('');
  });

  it('papercut 10: ends a silent stream, even if keep-alives arrive', async () => {
    machine.simulator.fail('keep-alive@2');
    const { code, err } = await machine.run([...generate, '--timeout', '0.5', '--retries', '0', 'Why?']);
    expect([code, err]).toEqual([6, expect.stringContaining('0.5 s')]);
  });

  it('papercut 9: reports status, delay, attempt and message of every retry', async () => {
    machine.simulator.fail('429@0');
    const { err } = await machine.run([...generate, '--retries', '1', 'Why?']);
    expect(err).toMatch(/^attempt 1 of 2 failed \(openai answered 429: .+\); next in \d\.\d s\n/);
  });

  it('reads a system prompt from a file', async () => {
    await machine.run([...generate, '-s', `@${await file('system.txt', 'Be brief.')}`, 'Why?']);
    expect(bodies()[0]?.messages[0]).toEqual({ role: 'developer', content: 'Be brief.' });
  });
});

describe('generate --dry-run', () => {
  it('shows the request, and does not send it', async () => {
    const { code, out, err } = await machine.run([...generate, '--dry-run', '--no-stream', 'Why?']);
    expect([code, machine.simulator.requests.length]).toEqual([0, 0]);
    expect(out).toContain(`POST ${machine.simulator.baseURL('openai')}/chat/completions\n`);
    expect(out).toContain('authorization: Bearer [redacted]');
    expect(JSON.parse(out.slice(out.indexOf('\n{')))).toEqual({
      model: 'gpt-5.4-mini',
      messages: [{ role: 'user', content: 'Why?' }],
    });
    expect(err).toMatch(/^input: \d+ tokens \(exact\), ~\$0\.\d+\ncache key: [0-9a-f]{64}\n$/);
    expect(out + err).not.toContain(testKey);
  });

  it('shows the same body as a real request', async () => {
    const flags = [...generate, '-t', '1', '--max-tokens', '40', '-s', 'Be brief.', 'Why?'];
    const { out } = await machine.run([...flags, '--dry-run', '--json']);
    await machine.run(flags);
    expect(JSON.parse(out).request.body).toEqual(bodies()[0]);
  });

  it.each(['openai', 'gemini', 'anthropic', 'aliyun', 'xai', 'siliconflow', 'sim'])(
    'needs no key for %s',
    async (provider) => {
      delete machine.env.OPENAI_API_KEY;
      const { code, out } = await machine.run(['generate', '-p', provider, '--dry-run', '--json', 'Why?']);
      expect([code, JSON.parse(out).dryRun, JSON.stringify(JSON.parse(out).request)]).toEqual([
        0,
        true,
        expect.stringContaining('Why?'),
      ]);
    },
  );
});

describe('generate --dry-run with media from the web', () => {
  const url = 'https://pictures.example/cat.png?size=2';
  const ask = (model: string) => {
    const whom = model.includes(':') ? '-m' : '-p';
    return machine.run(['generate', whom, model, '--dry-run', '--json', '-a', url, 'What?']);
  };

  const seeing = ['openai', 'gemini', 'anthropic', 'aliyun', 'xai', 'siliconflow:Qwen/Qwen3-VL-32B-Instruct'];

  it.each(seeing)('downloads nothing for %s', async (model) => {
    const asked: string[] = [];
    const watch = (message: unknown) => asked.push(JSON.stringify(message));
    const channels = ['net.client.socket', 'http.client.request.start', 'undici:request:create'];
    for (const channel of channels) subscribe(channel, watch);
    const { code, out } = await ask(model);
    for (const channel of channels) unsubscribe(channel, watch);
    expect([code, asked]).toEqual([0, []]);
    expect(JSON.stringify(JSON.parse(out).request)).toContain(url);
  });

  it('describes the bytes for Gemini in a placeholder', async () => {
    const { request, cacheKey } = JSON.parse((await ask('gemini')).out);
    expect(request.body.contents[0].parts).toContainEqual({
      inlineData: { mimeType: 'image/png', data: `(the bytes of ${url})` },
    });
    expect(cacheKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it('still rejects requests that cannot be sent', async () => {
    const { code, err } = await machine.run([...generate, '--dry-run', '--at', url, 'audio/mpeg', 'What?']);
    expect([code, err]).toEqual([2, expect.stringContaining('does not support audio input')]);
  });
});
