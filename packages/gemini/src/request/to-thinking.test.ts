import type { ReasoningOptions } from '@rephysco/core';
import { findModel } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { geminiModels } from '../models.ts';
import { toThinking } from './to-thinking.ts';

const thinkingOf = (model: string, reasoning: ReasoningOptions) =>
  toThinking(reasoning, findModel(geminiModels, model));

describe('A model is asked to think', () => {
  it.each([
    ['gemini-3.8-flash', { effort: 'high' }, { includeThoughts: true, thinkingLevel: 'high' }],
    ['gemini-3.6-flash', { effort: 'minimal' }, { includeThoughts: true, thinkingLevel: 'minimal' }],
    ['gemini-4-hydrogen', { effort: 'xhigh' }, { includeThoughts: true, thinkingLevel: 'xhigh' }],
    ['gemini-2.5-flash', { budget: 2000 }, { includeThoughts: true, thinkingBudget: 2000 }],
    ['gemini-2.5-flash', { effort: 'low' }, { includeThoughts: true, thinkingBudget: 1024 }],
    ['gemini-2.5-flash', { effort: 'high', budget: 2000 }, { includeThoughts: true, thinkingBudget: 2000 }],
    ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }],
    ['gemini-2.5-flash', { budget: 0 }, { thinkingBudget: 0 }],
    ['gemini-2.5-pro', { effort: 'medium' }, { includeThoughts: true, thinkingBudget: 8192 }],
    ['gemma-4-31b-it', { effort: 'high' }, { includeThoughts: true, thinkingLevel: 'high' }],
    ['gemini-2.5-flash-of-tomorrow', { effort: 'low' }, { includeThoughts: true, thinkingBudget: 1024 }],
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
  ] as const)('as nearly as it can, with a warning: %s, %j', (model, reasoning, config) => {
    const thinking = thinkingOf(model, reasoning);
    expect(thinking.config).toEqual(config);
    expect(thinking.warnings.join()).toContain(`'${config.thinkingLevel}' was sent`);
  });

  it.each([
    ['gemini-2.0-flash', { effort: 'high' }, 'does not think'],
    ['gemini-2.5-pro', { effort: 'none' }, 'cannot be kept from thinking'],
    ['gemini-2.5-pro', { budget: 0 }, 'cannot be kept from thinking'],
    ['gemini-3.8-flash', { budget: 2000 }, 'takes an effort, not a budget'],
  ] as const)('not at all where it cannot be, with a warning: %s, %j', (model, reasoning, why) => {
    expect(thinkingOf(model, reasoning)).toEqual({ warnings: [`${model} ${why}; 'reasoning' was left out.`] });
  });
});
