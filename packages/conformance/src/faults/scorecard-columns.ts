import type { ServiceName } from '@rephysco/simulator';
import { providers } from '../providers.ts';

/** Service with one of its protocols. */
export interface Column {
  readonly name: string;
  readonly service: ServiceName;
  /** Protocol, if the service has several. */
  readonly api?: string;
}

/** Columns of the scorecard: every provider of the repository with each of its protocols. */
export const columns: readonly Column[] = providers.flatMap(({ definition, service }): readonly Column[] => {
  const { apis = [] } = definition;
  if (apis.length < 2) return [{ name: service, service }];
  return apis.map((api, index) => ({ name: index === 0 ? service : `${service} ${api}`, service, api }));
});
