export type { ScriptUsage } from './engine/script.ts';
export type { FaultEffect, FaultInfo } from './faults/fault.ts';
export type { FaultOrder } from './faults/order.ts';
export { type FaultName, faults } from './faults/table.ts';
export { sim } from './provider.ts';
export type { Closing, LoggedRequest } from './request-log.ts';
export type { ServiceName } from './service.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export { simulated } from './under-test.ts';
