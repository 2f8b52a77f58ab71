import { aliyun } from '@rephysco/aliyun';
import type { ProviderDefinition } from '@rephysco/core';
import { gemini } from '@rephysco/gemini';
import { openai } from '@rephysco/openai';
import { siliconflow } from '@rephysco/siliconflow';
import type { ServiceName } from '@rephysco/simulator';
import { xai } from '@rephysco/xai';

/** The five providers, each with the service that the simulator plays for it. */
export const fiveServices: readonly { readonly definition: ProviderDefinition; readonly service: ServiceName }[] = [
  { definition: openai, service: 'openai' },
  { definition: gemini, service: 'gemini' },
  { definition: aliyun, service: 'aliyun' },
  { definition: xai, service: 'xai' },
  { definition: siliconflow, service: 'siliconflow' },
];
