import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { openai } from './index.ts';

describe('openai follows the provider contract', () => {
  beforeAll(() => {
    for (const name of openai.envKeys ?? []) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(openai, 'openai') });
});
