import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { envKeys } from './environment.ts';
import { gemini } from './index.ts';

describe('gemini keeps the promises of a provider', () => {
  beforeAll(() => {
    for (const name of envKeys) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(gemini, 'gemini') });
});
