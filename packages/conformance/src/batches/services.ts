import '../providers.ts';
import '@rephysco/simulator/register';
import type { ServiceName } from '@rephysco/simulator';

/** Providers with a batch API. */
export const services: readonly ServiceName[] = ['openai', 'aliyun', 'siliconflow', 'xai', 'gemini', 'anthropic'];
