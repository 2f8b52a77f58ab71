/**
 * Repeatedly kills the processes of batches: one with a call per item (`calls`), and one for every simulated batch API.
 * Prints the number of correct items, the number of items sent twice, and the cost as a share of the list price. Run it
 * with `pnpm torture:batches [items] [kills] [calls and services]`. Exits with code 1 on any error.
 */
import { services } from './services.ts';
import { tortureBatch } from './torture-batch.ts';
import { concurrency, tortureCalls } from './torture-calls.ts';

const [items = '10000', given, names = ['calls', ...services].join(',')] = process.argv.slice(2);
const kills = given ?? '50';
if (names.split(',').includes('calls')) {
  const started = performance.now();
  const check = await tortureCalls(Number(items), Number(given ?? 100));
  const { identical, repeated, inProgress, most } = check;
  console.log(
    `calls        output ${identical ? 'identical' : 'DIFFERENT'}, ${check.kills} kills, ${repeated} calls repeated of ` +
      `${inProgress} in progress, at most ${most} of ${concurrency} at one kill, ` +
      `${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  if (!identical || repeated > inProgress || most > concurrency) process.exitCode = 1;
}
for (const provider of services.filter((name) => names.split(',').includes(name))) {
  const started = performance.now();
  const { check, killed } = await tortureBatch(provider, Number(items), Number(kills));
  const { right, sentTwice, batches, costRatio } = check;
  const points = Object.entries(killed).map(([point, count]) => `${count} ${point}`);
  const time = `${((performance.now() - started) / 1000).toFixed(0)} s`;
  console.log(
    `${provider.padEnd(12)} ${right} of ${items} right, ${sentTwice} sent twice, ${batches} batches, ` +
      `cost ${costRatio.toFixed(6)} of the list price, killed: ${points.join(', ')}, ${time}`,
  );
  if (right !== Number(items) || sentTwice > 0 || Math.abs(costRatio - 0.5) > 1e-9) process.exitCode = 1;
}
