import type { ModelInfo, ReasoningOptions } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { toReasoning } from './to-reasoning.ts';

const ask = (reasoning: ReasoningOptions, model: Partial<ModelInfo>, style: 'effort' | 'thinking' = 'effort') => {
  const request: GenerateRequest = { provider: 'p', model: 'm', messages: [], stream: false, reasoning };
  return toReasoning(request, { id: 'm', input: ['text'], ...model }, { reasoning: style });
};

describe('toReasoning', () => {
  it('sends no field without an option', () => {
    expect(ask({}, { reasoning: 'effort' })).toEqual({ fields: {}, warnings: [] });
  });

  it('sends an effort that the model knows unchanged', () => {
    const model = { reasoning: 'effort', efforts: ['low', 'high'] } as const;
    expect(ask({ effort: 'high' }, model)).toEqual({ fields: { reasoning_effort: 'high' }, warnings: [] });
  });

  it('sends the nearest effort, the higher of two, with a warning', () => {
    const model = { reasoning: 'effort', efforts: ['low', 'high'] } as const;
    const { fields, warnings } = ask({ effort: 'medium' }, model);
    expect(fields).toEqual({ reasoning_effort: 'high' });
    expect(warnings).toEqual(["m does not support the effort 'medium'; 'high' was sent."]);
  });

  it.each([
    [{ budget: 1024 }, 'toggle', { enable_thinking: true, thinking_budget: 1024 }],
    [{ effort: 'none' }, 'toggle', { enable_thinking: false }],
    [{ budget: 0 }, 'toggle', { enable_thinking: false }],
    [{ budget: 1024 }, 'budget', { thinking_budget: 1024 }],
    [{ effort: 'none' }, 'effort', { enable_thinking: false }],
    [{ effort: 'low' }, 'effort', { reasoning_effort: 'low' }],
  ] as const)('translates %j for a model with a %s to %j', (reasoning, control, fields) => {
    expect(ask(reasoning, { reasoning: control }, 'thinking')).toEqual({ fields, warnings: [] });
  });

  it.each([
    [{ effort: 'high' }, 'toggle', { enable_thinking: true }, "'reasoning.effort' 'high' turned it on"],
    [{ effort: 'high' }, 'budget', { thinking_budget: 16_384 }, "'reasoning.effort' 'high' was sent as 16384 tokens"],
    [{ effort: 'low', budget: 200 }, 'budget', { thinking_budget: 200 }, "'reasoning.effort' was left out"],
    [{ effort: 'low', budget: 200 }, 'effort', { reasoning_effort: 'low' }, "'reasoning.budget' was left out"],
  ] as const)('translates %j for a model with a %s to %j, with a warning', (reasoning, control, fields, warning) => {
    expect(ask(reasoning, { reasoning: control }, 'thinking')).toEqual({
      fields,
      warnings: [expect.stringContaining(warning)],
    });
  });

  it.each([
    [{ effort: 'high' }, 'none', 'does not think'],
    [{ effort: 'high' }, 'alwaysOn', 'cannot be steered'],
    [{ budget: 100 }, 'effort', 'not a budget'],
  ] as const)('omits %j for a model with control %s, with a warning', (reasoning, control, words) => {
    const { fields, warnings } = ask(reasoning, { reasoning: control });
    expect([fields, warnings.length]).toEqual([{}, 1]);
    expect(warnings[0]).toContain(words);
  });

  it('adds no warning without an effort for a model that does not think', () => {
    expect(ask({ effort: 'none' }, { reasoning: 'none' })).toEqual({ fields: {}, warnings: [] });
  });
});
