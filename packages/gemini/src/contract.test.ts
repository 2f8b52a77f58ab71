import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { gemini } from './index.ts';
import { envKeys } from './service/environment.ts';

describe('gemini follows the provider contract', () => {
  beforeAll(() => {
    for (const name of envKeys) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(gemini, 'gemini') });
});
