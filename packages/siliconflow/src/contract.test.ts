import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { siliconflow } from './index.ts';

describe('siliconflow follows the provider contract', () => {
  beforeAll(() => {
    for (const name of siliconflow.envKeys ?? []) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(siliconflow, 'siliconflow') });
});
