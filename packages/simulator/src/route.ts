import type { Service, ServiceName } from './service.ts';

/** The service that a path belongs to, and what remains of the path. */
export interface Route {
  readonly service: Service;
  readonly path: string;
}

/**
 * Finds the service of a path: by its name in front (`/xai/v1/…`), else by its own base path (`/v1beta/…`). Where
 * several share one, it is the first of the list; it also gets what has no base path at all.
 */
export function route(path: string, services: readonly [Service, ...Service[]]): Route {
  const named = services.find((service) => path.startsWith(`/${service.name}/`));
  const own = named ? path.slice(named.name.length + 1) : path;
  const service = named ?? services.find((each) => own.startsWith(`${each.basePath}/`)) ?? services[0];
  const rest = own.startsWith(`${service.basePath}/`) ? own.slice(service.basePath.length) : own;
  return { service, path: rest.replace(/^\/+/, '') };
}

/** The base URL to give to a client of a service. */
export function serviceURL(url: string, name: ServiceName, services: readonly Service[]): string {
  return `${url}/${name}${services.find((service) => service.name === name)?.basePath ?? ''}`;
}
