import { registerProvider } from '@rephysco/core';
import { siliconflow } from './siliconflow.ts';

registerProvider(siliconflow);

export { SiliconFlow } from './models.ts';
export type { SiliconFlowOptions } from './types.ts';
export { siliconflow };
