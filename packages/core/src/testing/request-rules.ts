import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { ask } from './ask.ts';
import type { Expect, ProviderRule, ServiceUnderTest } from './service.ts';

/** Outcome of one request. */
interface Asked {
  /** Body that the service received, as JSON. */
  readonly body: string;
  readonly warnings: readonly string[];
}

/** Sends a request and returns its body. Ignores errors, because a service may reject unknown options. */
async function sendWith(service: ServiceUnderTest, fields: Partial<GenerateRequest>): Promise<Asked> {
  const before = service.requests().length;
  const result = await ask(service.provider, fields).catch((): undefined => undefined);
  const body = JSON.stringify(service.requests()[before]?.body) ?? '';
  return { body, warnings: (result as GenerateResult | undefined)?.warnings ?? [] };
}

/** Returns `true` if an option was sent, or if a warning names it. */
function sentOrNamed({ body, warnings }: Asked, text: string, name: string): boolean {
  return body.includes(text) || warnings.some((warning) => warning.includes(name));
}

const image = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';

/** Returns a rule that an option reaches the service. `text` must then occur in the body. */
const option = (name: string, fields: Partial<GenerateRequest>, text: string): ProviderRule => ({
  name: `sends ${name}, or names it in a warning`,
  async check(connect, expect) {
    await using service = await connect();
    const word = name.split(' ').at(-1) ?? name;
    for (const stream of [false, true]) {
      expect(sentOrNamed(await sendWith(service, { ...fields, stream }), text, word)).toBe(true);
    }
  },
});

const schema = {
  type: 'object',
  properties: { contract_species: { type: 'string' } },
  required: ['contract_species'],
  additionalProperties: false,
} as const;

/** Checks that two requests have different bodies, or that a warning names the option. */
async function expectDifference(
  service: ServiceUnderTest,
  expect: Expect,
  [one, other]: readonly [Partial<GenerateRequest>, Partial<GenerateRequest>],
  name: string,
): Promise<void> {
  const first = await sendWith(service, one);
  const second = await sendWith(service, other);
  expect(
    first.body !== second.body || [...first.warnings, ...second.warnings].some((each) => each.includes(name)),
  ).toBe(true);
}

const tool = {
  name: 'get_weather',
  description: 'Weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
} as const;

/** Rules for the options of requests. */
export const requestRules: readonly ProviderRule[] = [
  option('the option temperature', { temperature: 0.73125 }, '0.73125'),
  option('the option stop', { stop: ['contract-stop'] }, 'contract-stop'),
  { ...option('the option maxTokens', { maxTokens: 2731 }, '2731'), needs: 'limits' },
  { ...option('the option schema', { schema }, 'contract_species'), needs: 'schema' },
  {
    name: 'sends providerOptions as they are',
    async check(connect, expect) {
      await using service = await connect();
      const providerOptions = { contract_option: { deep: ['contract-value'] } };
      for (const stream of [false, true]) {
        const { body } = await sendWith(service, { providerOptions, stream });
        expect(body.includes('"contract_option":{"deep":["contract-value"]}')).toBe(true);
      }
    },
  },
  {
    name: 'sends images to a model that takes them',
    needs: 'images',
    async check(connect, expect) {
      await using service = await connect();
      const { provider } = service;
      if (!provider.model(provider.defaultModel).input.includes('image')) return;
      const part = { type: 'image', url: `data:image/png;base64,${image}`, mediaType: 'image/png' } as const;
      const content = [{ type: 'text', text: 'What is in the image?' }, part] as const;
      for (const stream of [false, true]) {
        const { body } = await sendWith(service, { messages: [{ role: 'user', content }], stream });
        expect([body.includes(image), body.includes('What is in the image?')]).toEqual([true, true]);
      }
    },
  },
  {
    name: 'sends the reasoning effort to a model that reasons',
    needs: 'reasoning',
    async check(connect, expect) {
      await using service = await connect();
      const { provider } = service;
      const { reasoning = 'none', efforts } = provider.model(provider.defaultModel);
      if (reasoning === 'none' || reasoning === 'alwaysOn') return;
      const least = efforts?.includes('none') === false ? 'low' : 'none';
      const pair = [{ reasoning: { effort: 'high' } }, { reasoning: { effort: least } }] as const;
      await expectDifference(service, expect, pair, 'reasoning');
      await expectDifference(service, expect, [{ reasoning: { effort: 'high' } }, {}], 'reasoning');
    },
  },
  {
    name: 'sends the choice of a tool, and the error of a tool that failed',
    needs: 'tools',
    async check(connect, expect) {
      await using service = await connect();
      const tools = [tool];
      const first = { role: 'user', content: 'Weather in Oslo?' } as const;
      const asked = { tools, messages: [first] };
      await expectDifference(
        service,
        expect,
        [
          { ...asked, toolChoice: 'required' },
          { ...asked, toolChoice: 'none' },
        ],
        'toolChoice',
      );
      const call = { type: 'tool-call', id: 'call_1', name: 'get_weather', arguments: { city: 'Oslo' } } as const;
      const result = {
        type: 'tool-result',
        id: 'call_1',
        name: 'get_weather',
        output: 'contract-failure',
        isError: true,
      } as const;
      const messages = [first, { role: 'assistant', content: [call] }, { role: 'tool', content: [result] }] as const;
      const { body } = await sendWith(service, { tools, messages });
      expect([body.includes('contract-failure'), body.includes('Weather of a city')]).toEqual([true, true]);
    },
  },
];
