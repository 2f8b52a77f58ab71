import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { anthropic } from './index.ts';

describe('anthropic follows the provider contract', () => {
  beforeAll(() => {
    for (const name of anthropic.envKeys ?? []) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(anthropic, 'anthropic') });
});
