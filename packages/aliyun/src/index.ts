import { registerProvider } from '@rephysco/core';
import { aliyun } from './aliyun.ts';

registerProvider(aliyun);

export { Aliyun } from './models.ts';
export type { AliyunOptions } from './types.ts';
export { aliyun };
