/** A simulator in a process of its own: prints its address, and ends when its parent does. */
import { createSimulator } from '@rephysco/simulator';

const simulator = await createSimulator();
console.log(simulator.url);
process.stdin.on('end', () => void simulator.close()).resume();
