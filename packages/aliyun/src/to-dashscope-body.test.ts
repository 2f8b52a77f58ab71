import type { GenerateRequest } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { aliyun } from './aliyun.ts';
import { toDashScopeBody } from './to-dashscope-body.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;

function changed(
  model: string,
  body: object = {},
  fields: Partial<GenerateRequest> = {},
): Readonly<Record<string, unknown>> {
  const request: GenerateRequest = { provider: 'aliyun', model, messages, stream: false, ...fields };
  const info = aliyun.create({ apiKey: 'made-up' }).model(model);
  return toDashScopeBody({ model, ...body }, request, info);
}

const think = { reasoning: { effort: 'high' } } as const;
const json = { response_format: { type: 'json_object' } };
const forced = { tool_choice: 'required' };

describe('A body for DashScope', () => {
  it.each(['qwen3-32b', 'qwen3-8b', 'qwen3-0.6b', 'qwen3-30b-a3b', 'qwen3-235b-a22b'])(
    'turns thinking off for a whole answer of the open-weight %s, or streams it if thinking was requested',
    (model) => {
      expect(changed(model).enable_thinking).toBe(false);
      expect(changed(model, { stream: true }).enable_thinking).toBeUndefined();
      expect(changed(model, {}, think)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    },
  );

  it.each(['qwq-32b', 'qvq-72b-preview', 'qwen3-235b-a22b-thinking-2507'])(
    'streams %s, which always thinks',
    (model) => {
      expect(changed(model)).toMatchObject({ stream: true });
    },
  );

  it.each(['qwen3-235b-a22b-instruct-2507', 'qwen-max', 'qwen3-coder-480b-a35b-instruct', 'deepseek-v3'])(
    'leaves the body of %s, which does not think, unchanged',
    (model) => expect(changed(model, { ...json, ...forced })).toEqual({ model, ...json, ...forced }),
  );

  it('turns thinking off in JSON mode and with a forced tool, if the model thinks by default', () => {
    for (const body of [json, forced, { tool_choice: { type: 'function', function: { name: 'f' } } }]) {
      expect(changed('qwen3.6-plus', body).enable_thinking).toBe(false);
      expect(changed('qwen3-32b', { ...body, stream: true }).enable_thinking).toBe(false);
      expect(changed('qwen-plus', { ...body, enable_thinking: true, thinking_budget: 9 }, think)).toEqual({
        model: 'qwen-plus',
        ...body,
        enable_thinking: false,
      });
      expect(changed('qwen-plus', body).enable_thinking).toBeUndefined();
    }
    expect(changed('qwen3.6-plus', { tool_choice: 'auto' }).enable_thinking).toBeUndefined();
  });
});
