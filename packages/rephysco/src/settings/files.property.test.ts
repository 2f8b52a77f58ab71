import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigFileError, readConfigFile } from './config-file.ts';
import { readEnvFile } from './env-file.ts';
import { readKeys } from './key-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const paths = { config: folder, state: folder, cache: folder };

/** Contents of arbitrary files and of nearly valid files. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .constantFrom('\ufeff{}', '{"provider": "openai"', '[a]\nb=1', 'model = ', '{"__proto__": {"model": "x"}}', 'null')
    .map((text) => Buffer.from(text)),
);

describe('a settings file with any content', () => {
  it.each(['json', 'toml'])('is read, or rejected by an error that names the file (%s)', async (ending) => {
    const path = join(folder, `rephysco.${ending}`);
    const check = fc.asyncProperty(bytes, async (content) => {
      writeFileSync(path, content);
      try {
        const layer = await readConfigFile(folder, 'rephysco');
        expect(layer?.origin).toBe(path);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigFileError);
        expect((error as Error).message).toContain(path);
      }
      expect(({} as { model?: unknown }).model).toBeUndefined();
    });
    await fc.assert(check).finally(() => rmSync(path));
  });
});

describe('a key file with any content', () => {
  it('is read as texts, or rejected without a quote of its content', async () => {
    const path = join(folder, 'keys.json');
    const secret = 'sk-made-up-secret';
    const check = fc.asyncProperty(bytes, fc.boolean(), async (content, isQuoted) => {
      writeFileSync(path, isQuoted ? Buffer.concat([Buffer.from(`{"openai": "${secret}" `), content]) : content);
      try {
        const keys = await readKeys(paths);
        for (const key of Object.values(keys)) expect(typeof key).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        expect(`${(error as Error).stack} ${String((error as Error).cause)}`).not.toContain(secret);
      }
    });
    await fc.assert(check).finally(() => rmSync(path));
  });
});

describe('an .env file with any content', () => {
  it('has only the requested names, with texts that are not blank', () => {
    const path = join(folder, '.env');
    const line = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('OPENAI_API_KEY', 'PATH', '__proto__'), fc.string()).map((pair) => pair.join('=')),
    );
    const content = fc.oneof(
      bytes,
      fc.array(line).map((lines) => Buffer.from(lines.join('\n'))),
    );
    fc.assert(
      fc.property(content, (written) => {
        writeFileSync(path, written);
        const { values = {} } = readEnvFile(folder, ['OPENAI_API_KEY']) ?? {};
        for (const [name, value] of Object.entries(values)) {
          expect(name).toBe('OPENAI_API_KEY');
          expect(value.trim()).not.toBe('');
        }
      }),
    );
  });

  it('returns the value that was written', () => {
    const path = join(folder, '.env');
    fc.assert(
      fc.property(fc.stringMatching(/^[\w./:+=-]+$/), (value) => {
        writeFileSync(path, `# keys\nOPENAI_API_KEY=${value}\n`);
        expect(readEnvFile(folder, ['OPENAI_API_KEY'])?.values).toEqual({ OPENAI_API_KEY: value });
      }),
    );
  });
});
