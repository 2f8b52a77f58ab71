import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LLMClient, UnsupportedError } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { providers } from '../providers.ts';
import { cannedService, type Sent } from './canned-service.ts';
import { auditOptions } from './option-audit.ts';
import { optionCases } from './option-cases.ts';
import { optionsTable } from './options-table.ts';

const page = join(import.meta.dirname, '../../../../docs/providers.md');
const section = /(?<=<!-- options -->\n\n)[\s\S]*?(?=\n\n<!-- end of options -->)/;
const findings = await auditOptions();

describe('An option of a call', () => {
  it('is sent, or a warning or error names it: for every option, model and protocol', () => {
    const silent = findings.filter(({ outcome }) => outcome === 'silent');
    expect(
      silent.map(({ provider, wire, model, option, detail }) => [provider, wire, model, option.name, detail]),
    ).toEqual([]);
    expect(findings.length).toBeGreaterThan(7000);
  });

  it('never causes only a warning if it is media, a tool or a provider tool', () => {
    const left = findings.filter(
      ({ outcome, option }) =>
        outcome === 'warned' && option.throws && /^`(?:images|audio|videos|files|tools)/.test(option.row),
    );
    expect(left.map(({ provider, model, option }) => [provider, model, option.name])).toEqual([]);
  });

  it('has the outcome that the table in docs/providers.md shows, which -u renews', async () => {
    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(section);
    await expect(text.replace(section, () => optionsTable(findings))).toMatchFileSnapshot(page);
  });
});

describe('onUnsupported', () => {
  const warned = findings.filter(({ outcome }) => outcome === 'warned');
  const samples = providers.map(({ definition }) => {
    const found = warned.find(({ provider, retired }) => provider === definition.name && !retired);
    if (!found) throw new Error(`${definition.name} supports every option.`);
    return [definition.name, definition, found] as const;
  });

  it.each(samples)(
    'error throws before a request is sent, and ignore adds no warning: %s',
    async (_, definition, found) => {
      const sent: Sent[] = [];
      const api = found.wire === 'responses' ? { api: 'responses' } : {};
      const provider = definition.create({ apiKey: 'made-up', fetch: cannedService(sent), ...api });
      await using client = new LLMClient({ provider, model: found.model, enableRetries: false });
      const options = {
        prompt: 'Name a tree.',
        ...found.option.beside,
        ...found.option.options,
        stream: false,
      } as const;
      await expect(client.generate({ ...options, onUnsupported: 'error' })).rejects.toThrow(UnsupportedError);
      expect(sent).toEqual([]);
      const { warnings } = await client.generate({ ...options, onUnsupported: 'ignore' });
      const names = optionCases.find(({ name }) => name === found.option.name)?.names ?? [];
      expect(warnings.filter((warning) => names.some((name) => warning.includes(`'${name}'`)))).toEqual([]);
    },
  );
});
