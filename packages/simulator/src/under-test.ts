import type { ProviderDefinition } from '@rephysco/core/provider';
import type { Connect, SentAnswer, ServiceFault } from '@rephysco/core/testing';
import type { FaultOrder } from './faults/order.ts';
import type { LoggedRequest } from './request-log.ts';
import { services } from './server.ts';
import type { ServiceName } from './service.ts';
import { createSimulator } from './simulator.ts';

const faultOf: Readonly<Record<ServiceFault, FaultOrder>> = {
  'rate-limit': '429@7',
  'server-error': '500',
  cut: 'cut@2',
  'early-end': 'end@2',
  'web-page': 'html',
  'error-in-stream': 'error-in-stream@2',
};

/** Returns the usage and reasoning that the simulator sent, or `undefined` for a fault or a refusal. */
function sentOf({ usage, reasoning, fault }: LoggedRequest): SentAnswer | undefined {
  return usage === undefined || fault !== undefined ? undefined : { usage, reasoning };
}

const keys = { good: 'a-made-up-key', wrong: 'wrong-key-1234567890', missing: '' } as const;

/**
 * Returns a connection to a simulated service for `providerContract` of `@rephysco/core/testing`. The variables in
 * `envKeys` of the definition must not be set while a test needs a missing key.
 */
export function simulated(definition: ProviderDefinition, service: ServiceName): Connect {
  return async ({ key = 'good', pace = 0 } = {}) => {
    const simulator = await createSimulator({ pace });
    const provider = definition.create({ apiKey: keys[key], baseURL: simulator.baseURL(service) });
    const needsLimit = services.some(({ name, needsLimit }) => name === service && needsLimit);
    return {
      provider,
      ...(needsLimit && { capabilities: { limitless: false } }),
      requests: () => simulator.requests.map((request) => ({ ...request, sent: sentOf(request) })),
      fail: (fault) => simulator.fail(faultOf[fault]),
      async [Symbol.asyncDispose]() {
        await provider.close?.();
        await simulator.close();
      },
    };
  };
}
