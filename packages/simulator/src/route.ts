import type { Service, ServiceName } from './service.ts';

/** Service of a path, with the remaining path. */
export interface Route {
  readonly service: Service;
  readonly path: string;
}

/**
 * Finds the service of a path by a leading service name (`/xai/v1/…`) or by the service's base path (`/v1beta/…`). If
 * several services share a base path, or none matches, the first service is used.
 */
export function route(path: string, services: readonly [Service, ...Service[]]): Route {
  const named = services.find((service) => path.startsWith(`/${service.name}/`));
  const own = named ? path.slice(named.name.length + 1) : path;
  const service = named ?? services.find((each) => own.startsWith(`${each.basePath}/`)) ?? services[0];
  const rest = own.startsWith(`${service.basePath}/`) ? own.slice(service.basePath.length) : own;
  return { service, path: rest.replace(/^\/+/, '') };
}

/** Returns the base URL for a client of a service. */
export function serviceURL(url: string, name: ServiceName, services: readonly Service[]): string {
  return `${url}/${name}${services.find((service) => service.name === name)?.basePath ?? ''}`;
}
