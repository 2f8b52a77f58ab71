import { describe, expect, it } from 'vitest';
import { createSimulator, type ServiceName, type Simulator } from '../index.ts';
import {
  arrayBodies,
  eventBodies,
  hasRecordings,
  type RecordedCase,
  recordedCases,
  strangePaths,
} from '../recorded-cases.ts';

const services: readonly ServiceName[] = ['openai', 'gemini', 'aliyun', 'xai', 'siliconflow'];

const headers = { authorization: 'Bearer test-key', 'x-goog-api-key': 'test-key', 'content-type': 'application/json' };

const paths: Readonly<Record<string, string>> = {
  'chat.completions': 'chat/completions',
  embeddings: 'embeddings',
  responses: 'responses',
};

// Requests that the service rejected for reasons outside the request: a missing page, a retired model, a missing key.
const beyondUs = new Set([
  'err-400-api-key',
  'err-400-image-url',
  'err-400-incorrect-key',
  'err-400-modalities',
  'err-400-system-role-o1mini',
  'err-401-invalid-key',
  'err-401-no-key',
  'err-403-no-key',
  'err-404-model-retired',
  'err-404-not-a-chat-model',
  'err-429-retry-info',
  'resp-err-400-context-length',
]);

// Gemini's calls have an id in some recordings, but not in the plain ones of this comparison.
const seenElsewhere = '[].candidates[].content.parts[].functionCall.id: string';

interface Answer {
  readonly status: number;
  readonly bodies: readonly unknown[];
}

async function ask(simulator: Simulator, service: ServiceName, path: string, request: unknown): Promise<Answer> {
  const body = JSON.stringify(request);
  const response = await fetch(`${simulator.baseURL(service)}/${path}`, { method: 'POST', headers, body });
  const text = await response.text();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return { status: response.status, bodies: isStream ? eventBodies(text) : arrayBodies(JSON.parse(text)) };
}

/** Returns the path of a recorded request. Gemini's path contains the model. */
function pathOf({ api, path }: RecordedCase): string {
  return paths[api] ?? path?.replace(/^.*?(?=models)/, '') ?? '';
}

/** Returns the shapes of recorded answers of the same kind. */
function alike(
  cases: readonly RecordedCase[],
  { api, stream, status }: Pick<RecordedCase, 'api' | 'stream' | 'status'>,
) {
  return cases
    .filter((each) => each.api === api && (status >= 400 ? each.status === status : each.stream === stream))
    .map((each) => each.bodies);
}

describe.runIf(hasRecordings).each(services)('the simulated service %s', (service) => {
  const cases = recordedCases(service);
  const asked = cases.filter((each) => each.request !== null && !beyondUs.has(each.name));

  it('answers recorded requests with the recorded status and without unknown fields', async () => {
    await using simulator = await createSimulator();
    for (const each of asked) {
      const { status, bodies } = await ask(simulator, service, pathOf(each), each.request);
      expect([each.name, status]).toEqual([each.name, each.status]);
      const strange = strangePaths(bodies, alike(cases, each)).filter((path) => path !== seenElsewhere);
      expect([each.name, strange]).toEqual([each.name, []]);
    }
  });

  it('has the error messages of the service', async () => {
    const faults = ['400', '401', '403', '404', '429', 'quota', 'filter', '500', '503'];
    await using simulator = await createSimulator({ faults });
    const refusals = cases.filter((each) => each.status >= 400).map((each) => each.bodies);
    for (const fault of faults) {
      const { bodies } = await ask(simulator, service, 'anything', {});
      expect([fault, strangePaths(bodies, refusals)]).toEqual([fault, []]);
    }
  });
});

const thinkers = { openai: 'gpt-5', aliyun: 'qwen3-max', xai: 'grok-3-mini', siliconflow: 'deepseek-ai/DeepSeek-R1' };

describe.runIf(hasRecordings).each(['openai', 'aliyun', 'xai', 'siliconflow'] as const)(
  'Chat Completions of %s',
  (service) => {
    // SiliconFlow has few recordings. Where one is missing, OpenAI's recordings define the shape.
    const cases = [...recordedCases(service), ...(service === 'siliconflow' ? recordedCases('openai') : [])];
    const parameters = { type: 'object', properties: { a: { type: 'integer' } } };
    const messages = [{ role: 'user', content: 'Add 2 and 3' }];
    const features = {
      text: { model: 'a-model', messages },
      reasoning: { model: thinkers[service], messages, ...(service === 'aliyun' && { enable_thinking: true }) },
      tools: { model: 'a-model', messages, tools: [{ type: 'function', function: { name: 'add', parameters } }] },
    };

    it.each(Object.entries(features))('sends no unknown field for %s, plain or streamed', async (_, request) => {
      await using simulator = await createSimulator();
      for (const stream of [false, true]) {
        const asking = stream ? { ...request, stream, stream_options: { include_usage: true } } : request;
        const { status, bodies } = await ask(simulator, service, 'chat/completions', asking);
        expect(status).toBe(200);
        expect(strangePaths(bodies, alike(cases, { api: 'chat.completions', stream, status }))).toEqual([]);
      }
    });
  },
);
