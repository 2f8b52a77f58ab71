import { describe, expect, it } from 'vitest';
import { collect } from '../stream/answer.ts';
import { fakeFinish, fakeProvider } from './fake-provider.ts';
import { readAll, sampleRequest, thrown } from './samples.ts';

const text = { type: 'text', text: 'Half' } as const;
const failure = new Error('broken');

describe('a fake provider', () => {
  it('streams the given text word by word, and records the requests', async () => {
    const provider = fakeProvider({ name: 'other', answer: 'One two\nthree.' });
    const request = sampleRequest({ model: 'm' });
    const { events } = await readAll(provider.generate(request));
    expect(events.map((event) => event.type === 'text' && event.text)).toEqual(['One ', 'two\n', 'three.', false]);
    expect(events.at(-1)).toEqual(fakeFinish({ provider: 'other', model: 'm' }));
    expect(provider.requests).toEqual([request]);
    expect((await collect(fakeProvider().generate(request))).text).toBe('Hello.');
  });

  it('answers by request and attempt', async () => {
    const provider = fakeProvider({ answer: async ({ seed }, attempt) => `${seed} ${attempt}` });
    await collect(provider.generate(sampleRequest({ seed: 1 })));
    expect((await collect(provider.generate(sampleRequest({ seed: 7 })))).text).toBe('7 2');
  });

  it('fails as scripted, before or after events', async () => {
    expect(await thrown(collect(fakeProvider({ answer: failure }).generate(sampleRequest())))).toBe(failure);
    const late = fakeProvider({ answer: [text, failure] });
    expect(await readAll(late.generate(sampleRequest()))).toEqual({ events: [text], error: failure });
    expect(late.abandoned).toBe(0);
  });

  it('counts the answers that were left', async () => {
    const provider = fakeProvider({ answer: 'One two three.' });
    for await (const _ of provider.generate(sampleRequest())) break;
    await readAll(provider.generate(sampleRequest()));
    expect([provider.abandoned, provider.requests.length]).toEqual([1, 2]);
  });

  it("ends with the signal's reason", async () => {
    const provider = fakeProvider();
    const aborted = sampleRequest({ signal: AbortSignal.abort(failure) });
    expect(await readAll(provider.generate(aborted))).toEqual({ events: [], error: failure });
  });

  it('has a default model and the given ones', () => {
    const provider = fakeProvider({ models: { big: { id: 'big', input: ['text'] } } });
    expect([provider.model('fake-1').unknown, provider.model('BIG').id]).toEqual([undefined, 'big']);
    expect(provider.model('other')).toMatchObject({ id: 'other', unknown: true });
  });
});
