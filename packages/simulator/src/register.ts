import { registerProvider } from '@rephysco/core';
import { sim } from './provider.ts';

registerProvider(sim);

declare module '@rephysco/core' {
  interface ProviderTypes {
    sim: {
      models: 'sim' | 'sim-reasoning' | 'sim-vision' | 'sim-embedding';
      options: { readonly fail?: string; readonly pace?: number; readonly firstTokenDelay?: number };
    };
  }
}
