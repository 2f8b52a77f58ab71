import { registerProvider } from '@rephysco/core';
import { sim } from './provider.ts';

registerProvider(sim);
