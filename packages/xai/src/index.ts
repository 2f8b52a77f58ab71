import { registerProvider } from '@rephysco/core';
import { xai } from './xai.ts';

registerProvider(xai);

export { XAI } from './models.ts';
export type { XAIOptions } from './types.ts';
export { xai };
