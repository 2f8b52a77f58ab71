import type { ModelInfo } from '@rephysco/core';

/**
 * Models that the service has removed, with the date and the replacement if the notice names one.
 *
 * Sources (read 2026-11-30): the notices of Model Studio about 2026-10-10 (`alibabacloud.com/notice`, "decommissioning
 * of certain historical mainline models"), a reseller's list of models that the service rejects since that day
 * (`docs.apiyi.com/en/live/2026-10/bailian-models-offline`), and the notice about the preview of Qwen3.8-Max.
 */
const ends: readonly (readonly [shutdownDate: string, replacement: string, ids: readonly string[]])[] = [
  ['2026-08-06', 'qwen3.8-max', ['qwen3.8-max-preview']],
  [
    '2026-10-10',
    'qwen3.7-max',
    [
      'qwen3-max-preview',
      'qwen3-max-2025-09-23',
      'qwen3.6-max-preview',
      'qwen3-235b-a22b',
      'qwen3-235b-a22b-instruct-2507',
    ],
  ],
  [
    '2026-10-10',
    'qwen3.7-plus',
    [
      ...['qwen3-coder-plus', 'qwen3-coder-plus-2025-07-22', 'qwen3-coder-480b-a35b-instruct', 'qwen-coder-plus'],
      ...['qwen3-235b-a22b-thinking-2507', 'qwen3-vl-plus-2025-09-23', 'qwen3-vl-235b-a22b-instruct'],
      ...['qwen3-vl-235b-a22b-thinking', 'qwen-vl-max', 'qwen-vl-plus', 'qvq-max', 'qvq-plus', 'glm-4.5', 'glm-4.7'],
    ],
  ],
  [
    '2026-10-10',
    'qwen3.7-flash',
    [
      ...['qwen-mt-turbo', 'qwen3-32b', 'qwen3-30b-a3b', 'qwen3-30b-a3b-instruct-2507', 'qwen3-30b-a3b-thinking-2507'],
      ...['qwen3-next-80b-a3b-instruct', 'qwen-vl-ocr-latest', 'qwen3-vl-flash', 'qwen3-vl-flash-2025-10-15'],
      ...['qwen3-vl-30b-a3b-thinking', 'qwen3-vl-32b-thinking'],
    ],
  ],
  ['2026-10-10', 'qwen3.5-omni-flash', ['qwen3-omni-flash-2025-09-15']],
  ['2026-10-10', 'deepseek-v4.1-flash', ['deepseek-v3.1', 'deepseek-v3.2-exp', 'deepseek-v3.2']],
];

/**
 * Returns the input types of a model family. Without them, media input would fail before the warning about the removal.
 */
function inputOf(id: string): ModelInfo['input'] {
  if (id.includes('omni')) return ['text', 'image', 'audio', 'video'];
  return /-vl-|^qvq|^qwen3\.[68]-max/.test(id) ? ['text', 'image', 'video'] : ['text'];
}

/** Open-weight models that think by default, which determines their request bodies. */
const hybrid = /^qwen3-\d+b(?:-a\d+b)?$/;

/** Models that the service has removed. A call warns about the removal and names the replacement. */
export const retiredModels: Readonly<Record<string, ModelInfo>> = Object.fromEntries(
  ends.flatMap(([shutdownDate, replacement, ids]) =>
    ids.map((id) => {
      const thinking = hybrid.test(id) && ({ reasoning: 'toggle' } as const);
      return [id, { id, input: inputOf(id), ...thinking, status: 'retired', shutdownDate, replacement } as const];
    }),
  ),
);
