export { type Clock, setClock, type Timer } from '../util/clock.ts';
export {
  type FakeAnswer,
  type FakeProvider,
  type FakeProviderOptions,
  fakeFinish,
  fakeProvider,
} from './fake-provider.ts';
export { type ProviderContractOptions, providerContract, providerRules } from './provider-contract.ts';
export { hasRedis, type Redis, startRedis } from './redis.ts';
export type {
  Connect,
  ConnectOptions,
  Expect,
  It,
  ProviderRule,
  SentAnswer,
  ServiceCapabilities,
  ServiceFault,
  ServiceRequest,
  ServiceUnderTest,
} from './service.ts';
export { type StoreContractOptions, type StoreRule, storeContract, storeRules } from './store-contract.ts';
export { type VirtualClock, type VirtualClockOptions, virtualClock } from './virtual-clock.ts';
