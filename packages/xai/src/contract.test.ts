import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { xai } from './index.ts';

describe('xai follows the provider contract', () => {
  beforeAll(() => {
    for (const name of xai.envKeys ?? []) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(xai, 'xai') });
});
