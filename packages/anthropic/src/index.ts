import { registerProvider } from '@rephysco/core';
import { anthropic } from './anthropic.ts';

registerProvider(anthropic);

export { Anthropic } from './models.ts';
export type { AnthropicOptions } from './types.ts';
export { anthropic };
