import type { ServiceName } from '@rephysco/simulator';

/** A service, spoken to through one of its protocols. */
export interface Column {
  readonly name: string;
  readonly service: ServiceName;
  /** Where a service speaks several. */
  readonly api?: 'chat' | 'responses';
}

/** The five services; two of them speak two protocols. */
export const columns: readonly Column[] = [
  { name: 'openai', service: 'openai', api: 'chat' },
  { name: 'openai responses', service: 'openai', api: 'responses' },
  { name: 'gemini', service: 'gemini' },
  { name: 'aliyun', service: 'aliyun' },
  { name: 'xai', service: 'xai', api: 'chat' },
  { name: 'xai responses', service: 'xai', api: 'responses' },
  { name: 'siliconflow', service: 'siliconflow' },
];
