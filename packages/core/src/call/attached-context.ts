import type { ModelProvider, Provider } from '../contract/provider.ts';
import type { ClientContext } from './client-context.ts';

/** Returns the context in which a client calls a provider. @default its own provider */
export type FindContext = (provider?: ModelProvider | Provider) => ClientContext;

/** Key under which a client carries its contexts: the same in every copy of core. */
const key: unique symbol = Symbol.for('@rephysco/core/client-context@1') as never;

interface Attached {
  readonly [key]?: FindContext;
}

/** Attaches the contexts of a client to it, so that conversations can use the client. */
export function attachContext(client: object, find: FindContext): void {
  Object.defineProperty(client, key, { value: find });
}

/** Returns the function that was attached to a client, or `undefined` for any other value. */
export function attachedContext(client: unknown): FindContext | undefined {
  return typeof client === 'object' && client !== null ? (client as Attached)[key] : undefined;
}
