import type { OptionCase } from './option-case.ts';

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
const effortCases = efforts.map((effort): OptionCase => {
  const off = effort === 'none';
  return {
    row: '`reasoning.effort`',
    name: `reasoning.effort ${effort}`,
    options: { reasoning: { effort } },
    names: ['reasoning', 'reasoning.effort', effort],
    fields: {
      chat: [{ reasoning_effort: effort }, ...(off ? [{ enable_thinking: false }] : [])],
      responses: [off ? { reasoning: { effort } } : { reasoning: { effort, summary: 'auto' } }],
      gemini: off
        ? [{ generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }]
        : [{ generationConfig: { thinkingConfig: { includeThoughts: true, thinkingLevel: effort } } }],
      anthropic: off
        ? [{ thinking: { type: 'disabled' } }, { thinking: { type: 'between_tools' } }]
        : [
            { thinking: { type: 'adaptive' }, output_config: { effort } },
            { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort } },
          ],
    },
  };
});

const budgetCases = [0, 2048].map((budget): OptionCase => {
  return {
    row: '`reasoning.budget`',
    name: `reasoning.budget ${budget}`,
    options: { reasoning: { budget } },
    names: ['reasoning', 'reasoning.budget', 'reasoning.effort'],
    fields: {
      chat:
        budget === 0
          ? [{ enable_thinking: false }, { reasoning_effort: 'none' }]
          : [{ enable_thinking: true, thinking_budget: budget }, { thinking_budget: budget }],
      responses: budget === 0 ? [{ reasoning: { effort: 'none' } }] : [],
      gemini: [
        {
          generationConfig: {
            thinkingConfig: { ...(budget > 0 && { includeThoughts: true }), thinkingBudget: budget },
          },
        },
      ],
      anthropic:
        budget === 0
          ? [{ thinking: { type: 'disabled' } }, { thinking: { type: 'between_tools' } }]
          : [{ thinking: { type: 'enabled', budget_tokens: budget } }],
    },
  };
});

/** The option `reasoning`. */
export const reasoningCases: readonly OptionCase[] = [
  ...effortCases,
  ...budgetCases,
  {
    row: '`reasoning`, both',
    name: 'reasoning with effort and budget',
    options: { reasoning: { effort: 'high', budget: 2048 } },
    names: ['reasoning', 'reasoning.effort', 'reasoning.budget'],
    fields: { chat: [{ reasoning_effort: 'high', thinking_budget: 2048 }] },
  },
];
