import type { ModelInfo } from '@rephysco/core';

const price = { currency: 'USD', input: 0, output: 0 };

/** Models of the `sim` provider, with their input types and thinking. They are free of charge. */
export const models: Readonly<Record<'SIM' | 'SIM_REASONING' | 'SIM_VISION' | 'SIM_EMBEDDING', ModelInfo>> = {
  SIM: model('sim', { kind: 'chat', input: ['text'], tools: true }),
  SIM_REASONING: model('sim-reasoning', { kind: 'reasoning', input: ['text'], tools: true, reasoning: 'effort' }),
  SIM_VISION: model('sim-vision', { kind: 'vision', input: ['text', 'image', 'audio', 'video', 'file'], tools: true }),
  SIM_EMBEDDING: model('sim-embedding', { kind: 'embedding', input: ['text'] }),
};

function model(id: string, facts: Omit<ModelInfo, 'id'>): ModelInfo {
  return { id, output: ['text'], structuredOutput: 'json_schema', prices: [price], status: 'active', ...facts };
}
