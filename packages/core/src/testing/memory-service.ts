import { type ProviderError, providerError } from '../contract/errors.ts';
import type { ContentEvent, FinishEvent, StreamEvent } from '../contract/events.ts';
import { messageParts } from '../contract/message.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { findModel } from '../models/find-model.ts';
import { createAnswer } from '../stream/answer.ts';
import { sleep } from '../util/abort.ts';
import type { ConnectOptions, ServiceFault, ServiceRequest, ServiceUnderTest } from './service.ts';

const name = 'memory';
const words = 'The sky is blue because air scatters short waves of light more than long ones. That is all of it.';

/** Errors for each fault. The first three occur before the answer, the others within it. */
const faults: Readonly<Record<ServiceFault, () => ProviderError>> = {
  'rate-limit': () => providerError('rate_limit', 'Slow down.', { provider: name, status: 429, retryAfter: 7 }),
  'server-error': () => providerError('server', 'Broken.', { provider: name, status: 500 }),
  'web-page': () => providerError('server', 'A web page is no answer.', { provider: name, status: 200 }),
  cut: () => providerError('interrupted', 'The connection was cut.', { provider: name }),
  'early-end': () => providerError('interrupted', 'The stream ended early.', { provider: name }),
  'error-in-stream': () => providerError('overloaded', 'Too much to do.', { provider: name }),
};
const early: readonly ServiceFault[] = ['rate-limit', 'server-error', 'web-page'];

/** Creates a service in memory with a provider that follows all rules. Used to test the contract itself. */
export async function memoryService({ key = 'good', pace = 0 }: ConnectOptions = {}): Promise<ServiceUnderTest> {
  const requests: ServiceRequest[] = [];
  let fault: ServiceFault | undefined;

  /** Records a request. Returns a function to call with the end of the exchange. */
  function send(request: GenerateRequest): (closing: 'finished' | 'client') => void {
    const { promise: closed, resolve } = Promise.withResolvers<'finished' | 'client'>();
    const { events, finish } = script(request);
    const thought = events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('');
    const sent = { usage: finish.usage, ...(thought !== '' && { reasoning: thought }) };
    requests.push({ body: toBody(request), closed, sent });
    return resolve;
  }

  async function* generate(request: GenerateRequest): AsyncGenerator<StreamEvent> {
    request.signal?.throwIfAborted();
    if (key === 'missing') throw providerError('authentication', 'The key is missing.', { provider: name });
    const close = send(request);
    const met = fault;
    fault = undefined;
    let over = false;
    try {
      if (key === 'wrong') throw providerError('authentication', 'The key is wrong.', { provider: name, status: 401 });
      if (met && early.includes(met)) throw faults[met]();
      yield* answerTo(request, met, pace);
      over = true;
    } finally {
      close(over ? 'finished' : 'client');
    }
  }

  const table = { 'memory-1': { id: 'memory-1', input: ['text', 'image'], reasoning: 'effort' } } as const;
  const provider: Provider = { name, defaultModel: 'memory-1', model: (id) => findModel(table, id), generate };
  return {
    provider,
    requests: () => requests,
    fail: (next) => {
      fault = next;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Returns a body with only the options that are set. */
function toBody(request: GenerateRequest): object {
  const { model, messages, tools, toolChoice, maxTokens, temperature, stop, schema, reasoning, providerOptions } =
    request;
  const set = { tools, tool_choice: toolChoice, max_tokens: maxTokens, temperature, stop, schema, reasoning };
  const fields = Object.entries(set).filter(([, value]) => value !== undefined);
  return { model, messages, ...Object.fromEntries(fields), ...providerOptions };
}

async function* answerTo(
  request: GenerateRequest,
  fault: ServiceFault | undefined,
  pace: number,
): AsyncGenerator<StreamEvent> {
  const answer = createAnswer();
  const { events, finish } = script(request);
  for (const [place, event] of events.entries()) {
    if (fault && place === 2)
      throw providerError(faults[fault]().kind, 'It broke.', { provider: name, partial: answer.partial() });
    if (pace > 0) await sleep(pace, request.signal);
    request.signal?.throwIfAborted();
    answer.add(event);
    yield event;
  }
  yield finish;
}

function script(request: GenerateRequest): { readonly events: readonly ContentEvent[]; readonly finish: FinishEvent } {
  const { model, messages, tools, stream, reasoning, maxTokens = Number.POSITIVE_INFINITY } = request;
  const outputTokens = Math.min(20, maxTokens);
  const usage = { inputTokens: 9, outputTokens, totalTokens: 9 + outputTokens };
  const finish = (finishReason: FinishEvent['finishReason']): FinishEvent => {
    return { type: 'finish', finishReason, model, provider: name, usage };
  };
  const answered = messages.flatMap(messageParts).some(({ type }) => type === 'tool-result');
  if (tools && !answered) {
    const call = { type: 'tool-call', id: 'c1', name: tools[0]?.name ?? '', arguments: { city: 'Oslo' } } as const;
    return { events: [call], finish: finish('tool_calls') };
  }
  const all = words.split(/(?<= )/);
  const said = all.slice(0, maxTokens);
  const pieces = stream ? said : [said.join('')];
  const thoughts = reasoning?.effort === 'high' ? [{ type: 'reasoning', text: 'Let me think.' } as const] : [];
  const events = [...thoughts, ...pieces.map((text) => ({ type: 'text', text }) as const)];
  return { events, finish: finish(said.length < all.length ? 'length' : 'stop') };
}
