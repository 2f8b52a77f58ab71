/** Simulator in a separate process. Prints its URL, and ends with its parent process. */
import { createSimulator } from '@rephysco/simulator';

const simulator = await createSimulator();
console.log(simulator.url);
process.stdin.on('end', () => void simulator.close()).resume();
