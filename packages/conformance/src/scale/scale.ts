/**
 * Runs batches of 2,000 prompts over a queue, with three workers in three network namespaces, and applies faults: kills
 * workers, the producer and Redis, makes Redis lose its last second, and cuts off a host. Prints a table. Run it with
 * `pnpm scale [--short] [--seed n] [name of a run]`.
 *
 * Exits with code 1 if an outcome is missing, duplicate or wrong, or if too many calls were repeated. Permitted are the
 * calls in progress on a killed worker or a host that was cut off, and those whose outcomes Redis has lost.
 */
import { parseArgs } from 'node:util';
import { createHosts } from './hosts.ts';
import { findRedis } from './redis-host.ts';
import { runScenario } from './run-scenario.ts';
import { scenarios, shortScenario } from './scenario.ts';

const { values, positionals } = parseArgs({
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const { short } = values;
if (findRedis(!short)) await runAll();
else {
  console.log('SKIPPED: redis-server is missing. Install it, for example with `apt-get install redis-server`.');
  // Exits with code 1, because the requested long form did not run.
  if (!short) process.exitCode = 1;
}

async function runAll(): Promise<void> {
  using hosts = createHosts(3);
  if (hosts.fallback === undefined) console.log('Three workers in three network namespaces.');
  else {
    console.log(`Network namespaces are not permitted (${hosts.fallback}).`);
    console.log('The three workers are plain processes. Instead of cutting off a host, its process is suspended.');
  }
  const count = short ? 300 : 2000;
  const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const columns = 'missing  twice  wrong  repeated  allowed  per fault';
  console.log(`\n${'run'.padEnd(30)} faults  seconds  prompts/s  ${columns}`);
  for (const scenario of short ? [shortScenario] : chosen) {
    const result = await runScenario(scenario, { hosts, count, lock: 5, seed: Number(values.seed) });
    const { missing, duplicates, wrong, repeated, allowed, faults, seconds } = result;
    const isRight = missing + duplicates + wrong === 0 && repeated <= allowed;
    const counts = [String(missing).padStart(7), String(duplicates).padStart(5), String(wrong).padStart(5)];
    const calls = [String(repeated).padStart(8), String(allowed).padStart(7)];
    const times = [seconds.toFixed(1).padStart(7), (count / seconds).toFixed(0).padStart(9)];
    const perFault = (faults > 0 ? repeated / faults : 0).toFixed(1).padStart(9);
    const row = [scenario.name.padEnd(30), String(faults).padStart(6), ...times, ...counts, ...calls, perFault];
    console.log(`${row.join('  ')}${isRight ? '' : '  VIOLATION'}`);
    if (!isRight) process.exitCode = 1;
  }
}
