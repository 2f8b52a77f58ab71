import { getEventListeners } from 'node:events';
import { ask, failure, toRequest } from './ask.ts';
import type { ProviderRule } from './service.ts';

/**
 * Returns the listeners that the global `fetch` leaves on a signal until garbage collection. Providers cannot remove
 * them.
 */
async function listenersOfFetch(): Promise<readonly string[]> {
  const { signal } = new AbortController();
  await (await fetch('data:,', { signal })).text();
  return getEventListeners(signal, 'abort').map(String);
}

/** Rules for abort signals and connections. */
export const connectionRules: readonly ProviderRule[] = [
  {
    name: 'sends nothing when the signal is aborted already',
    async check(connect, expect) {
      await using service = await connect();
      const reason = new Error('stopped');
      const [error] = await failure(service.provider, { signal: AbortSignal.abort(reason) });
      expect(error).toBe(reason);
      expect(service.requests().length).toBe(0);
    },
  },
  {
    name: "ends with the signal's reason when it aborts in the middle",
    async check(connect, expect) {
      await using service = await connect({ pace: 0.01 });
      const controller = new AbortController();
      const reason = new Error('stopped');
      const events = service.provider.generate(
        toRequest(service.provider, { stream: true, signal: controller.signal }),
      );
      let thrown: unknown;
      try {
        for await (const _ of events) controller.abort(reason);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBe(reason);
      expect(await service.requests()[0]?.closed).toBe('client');
    },
  },
  {
    name: 'closes the connection when its reader leaves',
    async check(connect, expect) {
      await using service = await connect({ pace: 0.01 });
      const events = service.provider.generate(toRequest(service.provider, { stream: true }));
      for await (const _ of events) break;
      expect(await service.requests()[0]?.closed).toBe('client');
    },
  },
  {
    name: 'leaves no listener on a signal',
    async check(connect, expect) {
      await using service = await connect();
      const { signal } = new AbortController();
      for (const stream of [true, false, true]) await ask(service.provider, { signal, stream });
      const left = getEventListeners(signal, 'abort').map(String);
      const ofFetch = await listenersOfFetch();
      expect(left.filter((listener) => !ofFetch.includes(listener)).length).toBe(0);
    },
  },
];
