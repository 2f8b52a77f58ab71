import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { aliyun } from './index.ts';

describe('aliyun follows the provider contract', () => {
  beforeAll(() => {
    for (const name of aliyun.envKeys ?? []) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(aliyun, 'aliyun') });
});
