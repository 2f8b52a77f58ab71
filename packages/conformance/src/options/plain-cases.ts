import type { OptionCase } from './option-case.ts';

const plain = (
  name: 'temperature' | 'topP' | 'maxTokens' | 'stop' | 'seed',
  value: unknown,
  fields: OptionCase['fields'],
): OptionCase => ({ row: `\`${name}\``, name, options: { [name]: value }, names: [name], ...(fields && { fields }) });

/** Options that are plain fields of a body. */
export const plainCases: readonly OptionCase[] = [
  {
    row: '`system`',
    name: 'system',
    options: { system: 'Speak as a forester.' },
    names: ['system'],
    texts: ['forester'],
  },
  plain('temperature', 0.25, {
    chat: [{ temperature: 0.25 }],
    responses: [{ temperature: 0.25 }],
    gemini: [{ generationConfig: { temperature: 0.25 } }],
    anthropic: [{ temperature: 0.25 }],
  }),
  plain('topP', 0.75, {
    chat: [{ top_p: 0.75 }],
    responses: [{ top_p: 0.75 }],
    gemini: [{ generationConfig: { topP: 0.75 } }],
    anthropic: [{ top_p: 0.75 }],
  }),
  plain('maxTokens', 777, {
    chat: [{ max_tokens: 777 }, { max_completion_tokens: 777 }],
    responses: [{ max_output_tokens: 777 }],
    gemini: [{ generationConfig: { maxOutputTokens: 777 } }],
    anthropic: [{ max_tokens: 777 }],
  }),
  plain('stop', ['END'], {
    chat: [{ stop: ['END'] }],
    gemini: [{ generationConfig: { stopSequences: ['END'] } }],
    anthropic: [{ stop_sequences: ['END'] }],
  }),
  plain('seed', 7, { chat: [{ seed: 7 }], gemini: [{ generationConfig: { seed: 7 } }] }),
  {
    row: '`temperature`',
    name: 'temperature beside reasoning',
    beside: { reasoning: { effort: 'high' } },
    options: { temperature: 0.25 },
    names: ['temperature', 'reasoning'],
    fields: {
      chat: [{ temperature: 0.25 }],
      responses: [{ temperature: 0.25 }],
      gemini: [{ generationConfig: { temperature: 0.25 } }],
      anthropic: [{ temperature: 0.25 }],
    },
  },
];
