/**
 * Sends requests of every provider to a service that answers with each hostile shape, from a process with a small heap.
 * Prints outcome, time, longest stall and peak memory of each. The first argument limits the run to one provider, the
 * second one to shapes whose name contains it, and the third one sets the heap in MB. Exits with code 1 if a process
 * was killed, exceeded 256 MB, stalled for more than 100 ms, or threw an untyped error.
 */
import { casesOf, runHostile, startHostileService } from './hostile-run.ts';
import { shapes } from './shapes.ts';

const [, , only = 'all', word = '', heap] = process.argv;
const all = ['openai', 'gemini', 'anthropic', 'aliyun', 'xai', 'siliconflow'];
const most = { peak: 256, stall: 100 };

const service = await startHostileService();
let failed = 0;
let count = 0;
for (const provider of all.filter((name) => only === 'all' || name === only)) {
  const cases = casesOf(provider, (name) => name.includes(word));
  for await (const { shape, stream, outcome, seconds, stall, peak } of runHostile(
    service,
    cases,
    heap ? Number(heap) : undefined,
  )) {
    const bad = peak > most.peak || stall > most.stall || /^(?:killed|untyped)|RangeError/.test(outcome);
    count += 1;
    failed += Number(bad);
    const figures = `${seconds.toFixed(1).padStart(5)} s ${String(stall).padStart(5)} ms ${String(peak).padStart(4)} MB`;
    const name = `${provider} ${stream ? 'streamed' : 'plain'}: ${shapes[shape]?.name}`;
    console.log(`${bad ? 'FAIL' : 'ok  '} ${figures}  ${name.padEnd(60)} ${outcome}`);
  }
}
await service.close();
console.log(`${count} requests, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
