import '../providers.ts';
import { createProvider, ProviderError } from '@rephysco/core';
import { collect } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { loadRecordings, type WireCase } from './wire-cases.ts';

/** Maximum length of a tested stream. `REPHYSCO_DENSE_CUTS=300000` tests all streams, which takes many minutes. */
const longest = Number(process.env.REPHYSCO_DENSE_CUTS ?? 1000);
const recordings = await loadRecordings();
const streams = (recordings?.loadCases() ?? []).filter(
  ({ provider, stream, body, expect: expected }) =>
    provider === 'anthropic' && stream && expected.ok && body.length <= longest,
);

/** Returns a transport whose response breaks after some bytes, or ends there. */
function cutting(body: Buffer, cutAt: number, breaks: boolean): typeof fetch {
  return async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        if (cutAt > 0) controller.enqueue(new Uint8Array(body.subarray(0, cutAt)));
        if (!breaks) return controller.close();
        const error = Object.assign(new TypeError('terminated'), { code: 'ECONNRESET' });
        setImmediate(() => controller.error(error));
      },
    });
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  };
}

async function failureOf({ provider: name, body }: WireCase, cutAt: number, breaks: boolean): Promise<unknown> {
  const provider = createProvider(name, { apiKey: 'a-made-up-key', fetch: cutting(body, cutAt, breaks) });
  const messages = [{ role: 'user', content: 'Hello' }] as const;
  return collect(provider.generate({ provider: name, model: 'm', messages, stream: true })).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.skipIf(!recordings).each([true, false])('A stream of Anthropic that breaks (%s) or ends early', (breaks) => {
  it.each(streams.map((each) => [each.name, each] as const))(
    'is interrupted at every byte before its last event: %s',
    async (_, wireCase) => {
      const { body, expect: expected } = wireCase;
      const end = body.indexOf('"message_stop"', body.lastIndexOf('data:')) + '"message_stop"'.length;
      for (let cutAt = 1; cutAt < end; cutAt += 1) {
        const error = await failureOf(wireCase, cutAt, breaks);
        expect([cutAt, error instanceof ProviderError && error.kind]).toEqual([cutAt, 'interrupted']);
        expect((expected.text ?? '').startsWith((error as ProviderError).partial?.text ?? '?')).toBe(true);
      }
    },
    60_000,
  );
});
