/**
 * Runs a batch over every simulated batch API and kills its process repeatedly. Prints the number of correct items, the
 * number of items sent twice, and the cost as a share of the list price. Run it with `pnpm torture:batches [items]
 * [kills] [services]`. Exits with code 1 on any error.
 */
import { services } from './services.ts';
import { tortureBatch } from './torture-batch.ts';

const [items = '10000', kills = '50', names = services.join(',')] = process.argv.slice(2);
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
