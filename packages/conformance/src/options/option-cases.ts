import { featureCases } from './feature-cases.ts';
import { mediaCases } from './media-cases.ts';
import type { OptionCase } from './option-case.ts';
import { plainCases } from './plain-cases.ts';
import { reasoningCases } from './reasoning-cases.ts';
import { schemaCases } from './schema-cases.ts';
import { toolCases } from './tool-cases.ts';

/** Every option of a call that reaches a provider. */
export const optionCases: readonly OptionCase[] = [
  ...plainCases,
  ...reasoningCases,
  ...toolCases,
  ...schemaCases,
  ...featureCases,
  ...mediaCases,
];
