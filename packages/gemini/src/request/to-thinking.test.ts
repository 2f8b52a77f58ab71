import type { ReasoningOptions } from '@rephysco/core';
import { findModel } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { geminiModels } from '../models.ts';
import { toThinking } from './to-thinking.ts';

const thinkingOf = (model: string, reasoning: ReasoningOptions) =>
  toThinking({ reasoning }, findModel(geminiModels, model));

describe('A model thinks', () => {
  it.each([
    ['gemini-3.8-flash', { effort: 'high' }, { includeThoughts: true, thinkingLevel: 'high' }],
    ['gemini-3.6-flash', { effort: 'minimal' }, { includeThoughts: true, thinkingLevel: 'minimal' }],
    ['gemini-4-hydrogen', { effort: 'xhigh' }, { includeThoughts: true, thinkingLevel: 'xhigh' }],
    ['gemini-2.5-flash', { budget: 2000 }, { includeThoughts: true, thinkingBudget: 2000 }],
    ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }],
    ['gemini-2.5-flash', { budget: 0 }, { thinkingBudget: 0 }],
    ['gemma-4-31b-it', { effort: 'high' }, { includeThoughts: true, thinkingLevel: 'high' }],
    ['gemini-5-flash', { effort: 'low' }, { includeThoughts: true, thinkingLevel: 'low' }],
    ['gemini-2.0-flash', { effort: 'none' }, undefined],
    ['gemini-3.8-flash', {}, undefined],
  ] as const)('%s, %j', (model, reasoning, config) => {
    expect(thinkingOf(model, reasoning)).toEqual({ ...(config && { config }), warnings: [] });
  });

  it.each([
    ['gemini-3.8-flash', { effort: 'minimal' }, { includeThoughts: true, thinkingLevel: 'low' }],
    ['gemini-3.8-flash', { effort: 'xhigh' }, { includeThoughts: true, thinkingLevel: 'high' }],
    ['gemini-3.8-flash', { effort: 'none' }, { thinkingLevel: 'low' }],
    ['gemini-3.6-flash', { budget: 0 }, { thinkingLevel: 'minimal' }],
    ['gemma-4-31b-it', { effort: 'medium' }, { includeThoughts: true, thinkingLevel: 'high' }],
  ] as const)('with the nearest supported setting and a warning: %s, %j', (model, reasoning, config) => {
    const thinking = thinkingOf(model, reasoning);
    expect(thinking.config).toEqual(config);
    expect(thinking.warnings.join()).toContain(`'${config.thinkingLevel}' was sent`);
  });

  it.each([
    ['gemini-2.5-flash', { effort: 'low' }, 1024, "'reasoning.effort' 'low' was sent as 1024 tokens"],
    ['gemini-2.5-flash', { effort: 'high', budget: 2000 }, 2000, "'reasoning.effort' was left out"],
    ['gemini-2.5-pro', { effort: 'medium' }, 8192, "'reasoning.effort' 'medium' was sent as 8192 tokens"],
    ['gemini-2.5-flash-of-tomorrow', { effort: 'low' }, 1024, "'reasoning.effort' 'low' was sent as 1024 tokens"],
  ] as const)('with a budget, and a warning about the effort: %s, %j', (model, reasoning, tokens, warning) => {
    const { config, warnings } = thinkingOf(model, reasoning);
    expect(config).toEqual({ includeThoughts: true, thinkingBudget: tokens });
    expect(warnings).toEqual([expect.stringContaining(warning)]);
  });

  it('with an effort, and a warning about the budget', () => {
    const { config, warnings } = thinkingOf('gemini-3.8-flash', { effort: 'high', budget: 2000 });
    expect(config).toEqual({ includeThoughts: true, thinkingLevel: 'high' });
    expect(warnings).toEqual([expect.stringContaining("'reasoning.budget' was left out")]);
  });

  it.each([
    ['gemini-2.0-flash', { effort: 'high' }, 'does not think'],
    ['gemini-2.5-pro', { effort: 'none' }, 'cannot turn thinking off'],
    ['gemini-2.5-pro', { budget: 0 }, 'cannot turn thinking off'],
    ['gemini-3.8-flash', { budget: 2000 }, 'takes an effort, not a budget'],
  ] as const)('without a setting if none is supported, with a warning: %s, %j', (model, reasoning, why) => {
    expect(thinkingOf(model, reasoning)).toEqual({ warnings: [`${model} ${why}; 'reasoning' was left out.`] });
  });
});
