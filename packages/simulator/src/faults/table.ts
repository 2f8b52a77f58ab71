import { type ConnectionFault, connections } from './connections.ts';
import type { Fault } from './fault.ts';
import { type FramingFault, framings } from './framings.ts';
import { type RefusalFault, refusals } from './refusals.ts';
import { type WrongBody, wrongBodies } from './wrong-bodies.ts';

/** The name of a fault. */
export type FaultName = RefusalFault | WrongBody | ConnectionFault | FramingFault;

/** Every fault that can be ordered, by name. */
export const faults: Readonly<Record<FaultName, Fault>> = { ...refusals, ...wrongBodies, ...connections, ...framings };

/** A fault by a name that may be none. */
export function findFault(name: string): Fault | undefined {
  return Object.hasOwn(faults, name) ? faults[name as FaultName] : undefined;
}
