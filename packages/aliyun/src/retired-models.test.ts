import { describe, expect, it } from 'vitest';
import { aliyun } from './aliyun.ts';

describe('Models that DashScope has removed', () => {
  const provider = aliyun.create({ apiKey: 'made-up' });
  const retired = Object.values(aliyun.models).filter(({ status }) => status === 'retired');

  it.each(['qwen-turbo', 'qwen-vl-max', 'qwen3-coder-plus', 'qwen3-max', 'qwen3-32b', 'deepseek-v3.2', 'glm-4.7'])(
    'are known, with the day of removal and a replacement: %s',
    (name) => {
      const { status, shutdownDate, replacement } = provider.model(name);
      expect([status, shutdownDate]).toEqual(['retired', '2026-10-10']);
      expect(provider.model(replacement ?? '').status).toBe('active');
    },
  );

  it('have existing replacements', () => {
    expect(retired.length).toBeGreaterThan(40);
    for (const { id, replacement } of retired)
      expect([id, provider.model(replacement ?? '').status]).toEqual([id, 'active']);
  });

  it('keep their media types, so that a call warns instead of failing before the request', () => {
    expect(provider.model('qwen-vl-plus').input).toContain('image');
    expect(provider.model('qwen3-vl-flash').input).toContain('image');
    expect(provider.model('qwen3-omni-flash-2025-09-15').input).toContain('audio');
  });
});
