import './providers.ts';
import { isRephyscoError, LLMClient, type LLMClientOptions, tool } from '@rephysco/core';
import { createSimulator, type ServiceName } from '@rephysco/simulator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providers } from './providers.ts';

type JSONValue = null | boolean | number | string | readonly JSONValue[] | { readonly [key: string]: JSONValue };

interface Recorded {
  readonly type: string;
  readonly body: string;
}

const look = tool({ name: 'look', description: 'Looks at a place', parameters: { type: 'object' } });
const questions = [
  { prompt: 'Why is the sky blue?', reasoning: 'low' },
  { prompt: 'Look at Oslo with the tool.', tools: [look], toolChoice: 'required' },
  { prompt: 'Describe a person.', schema: { type: 'object', properties: { age: { type: 'integer' } } } },
] as const;

/** Returns the bodies that a service of the simulator sends. */
async function record(options: LLMClientOptions & { provider: ServiceName }, stream: boolean): Promise<Recorded[]> {
  await using simulator = await createSimulator();
  const recorded: Recorded[] = [];
  const recording: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    recorded.push({ type: response.headers.get('content-type') ?? '', body: await response.clone().text() });
    return response;
  };
  const connection = {
    baseURL: simulator.baseURL(options.provider),
    apiKey: 'made-up',
    fetch: recording,
    maxRetries: 0,
  };
  await using client = new LLMClient({ ...options, ...connection });
  for (const question of questions) {
    // A model without reasoning rejects the first question.
    await (stream ? client.stream(question).result : client.generate(question)).catch(() => undefined);
  }
  return recorded;
}

const values: fc.Arbitrary<JSONValue> = fc.oneof(
  fc.constantFrom<JSONValue>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    0.5,
    '',
    'x',
    '\ud800',
    '__proto__',
    [],
    {},
    [null],
    [[]],
  ),
  fc.constantFrom<JSONValue>('{"a":', 'NaN', { constructor: 1 }, { toString: 'x' }, { length: 1e9 }, ['x'], {
    type: 'text',
  }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JSONValue>,
);

/** Change of a JSON text: the position as a fraction of its nodes, and the kind of change. */
const changes = fc.array(
  fc.record({
    place: fc.double({ min: 0, max: 0.999, noNaN: true }),
    change: fc.constantFrom('set', 'drop', 'twice'),
    value: values,
  }),
  { minLength: 1, maxLength: 3 },
);
type Change = typeof changes extends fc.Arbitrary<readonly (infer Each)[]> ? Each : never;

function countNodes(value: JSONValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + countNodes(each), 1);
}

function changed(value: JSONValue, { place, change, value: other }: Change): JSONValue {
  let left = Math.floor(place * countNodes(value));
  const visit = (node: JSONValue): readonly JSONValue[] => {
    left -= 1;
    if (left < 0 && left > -2) return change === 'set' ? [other] : change === 'drop' ? [] : [node, node];
    if (typeof node !== 'object' || node === null) return [node];
    if (Array.isArray(node)) return [node.flatMap(visit)];
    const entries = Object.entries(node).flatMap(([key, each]) => visit(each).map((one) => [key, one] as const));
    return [Object.fromEntries(entries)];
  };
  return visit(value)[0] ?? null;
}

/** Changes a body: a JSON text, or one of the events of a stream. */
function mutate({ type, body }: Recorded, list: readonly Change[]): string {
  const events = type.includes('event-stream') ? body.split('\n') : [body];
  for (const change of list) {
    const places = events.flatMap((line, index) => (/^(data: ?)?(?!\[DONE\])[[{]/.test(line) ? [index] : []));
    const index = places[Math.floor(change.place * 7919) % places.length];
    if (index === undefined) continue;
    const [, prefix = '', text = ''] = /^(data: ?)?(.*)$/s.exec(events[index] ?? '') ?? [];
    events[index] = prefix + JSON.stringify(changed(JSON.parse(text), change));
  }
  return events.join('\n');
}

const targets = providers.flatMap(({ service }) =>
  (service === 'openai' ? (['chat', 'responses'] as const) : [undefined]).flatMap((api) =>
    [false, true].map((stream) => [service, api, stream] as const),
  ),
);

describe('an answer with changed values, of a wrong type or without a field', () => {
  it.each(targets)('of %s (api: %s, stream: %s) ends with a result or a typed error', async (provider, api, stream) => {
    const recorded = await record({ provider, ...(api && { api }) }, stream);
    expect(recorded.length).toBe(questions.length);
    const check = fc.asyncProperty(fc.nat(2), changes, async (index, list) => {
      const { type, body } = recorded[index % recorded.length] as Recorded;
      const mutated = mutate({ type, body }, list);
      const answering: typeof fetch = async () => new Response(mutated, { headers: { 'content-type': type } });
      const client = new LLMClient({
        provider,
        apiKey: 'made-up',
        fetch: answering,
        maxRetries: 0,
        ...(api && { api }),
      });
      try {
        const { prompt, ...options } = questions[index] ?? questions[0];
        const result = await (stream
          ? client.stream({ prompt, ...options }).result
          : client.generate({ prompt, ...options }));
        expect(typeof result.text).toBe('string');
        JSON.stringify(result);
        for (const count of Object.values(result.usage)) {
          if (typeof count === 'number') expect(Number.isInteger(count) && count >= 0).toBe(true);
        }
      } catch (error) {
        if (!isRephyscoError(error)) throw error;
        if (error.cause instanceof TypeError || error.cause instanceof RangeError) throw error.cause;
      }
    });
    await fc.assert(check, { numRuns: Number(process.env.REPHYSCO_MUTATIONS ?? 150) });
  });
});
