import { connections } from './connections.ts';
import type { Fault } from './fault.ts';
import { framings } from './framings.ts';
import { refusals } from './refusals.ts';
import { wrongBodies } from './wrong-bodies.ts';

/** Every fault that can be ordered, by name. */
export const faults = { ...refusals, ...wrongBodies, ...connections, ...framings } as const satisfies Record<
  string,
  Fault
>;

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** A fault by a name that may be none. */
export function findFault(name: string): Fault | undefined {
  return Object.hasOwn(faults, name) ? faults[name as FaultName] : undefined;
}
