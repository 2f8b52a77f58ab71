import { type ConnectionFault, connections } from './connections.ts';
import type { Fault, FaultInfo } from './fault.ts';
import { type FramingFault, framings } from './framings.ts';
import { type QuirkFault, quirks } from './quirks.ts';
import { type RefusalFault, refusals } from './refusals.ts';
import { type WrongBody, wrongBodies } from './wrong-bodies.ts';

/** Name of a fault. */
export type FaultName = RefusalFault | WrongBody | ConnectionFault | FramingFault | QuirkFault;

const table: Readonly<Record<FaultName, Fault>> = {
  ...refusals,
  ...wrongBodies,
  ...connections,
  ...framings,
  ...quirks,
};

/** All faults by name. */
export const faults: Readonly<Record<FaultName, FaultInfo>> = table;

/** Returns a fault by name, or `undefined` for an unknown name. */
export function findFault(name: string): Fault | undefined {
  return Object.hasOwn(table, name) ? table[name as FaultName] : undefined;
}
