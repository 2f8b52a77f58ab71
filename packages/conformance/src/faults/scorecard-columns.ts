import type { ServiceName } from '@rephysco/simulator';
import { providers } from '../providers.ts';

/** A service and one of its protocols. */
export interface Column {
  readonly name: string;
  readonly service: ServiceName;
  /** Protocol, if the service has several. */
  readonly api?: string;
}

/** Every provider of the repository, with a column for each of its protocols. */
export const columns: readonly Column[] = providers.flatMap(({ definition, service }): readonly Column[] => {
  const { apis = [] } = definition;
  if (apis.length < 2) return [{ name: service, service }];
  return apis.map((api, index) => ({ name: index === 0 ? service : `${service} ${api}`, service, api }));
});
