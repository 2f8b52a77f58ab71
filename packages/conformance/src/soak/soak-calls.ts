import '../providers.ts';
import { type CacheStore, LLMClient, ProviderError, type Tool } from '@rephysco/core';
import type { FaultOrder, ServiceName } from '@rephysco/simulator';

/** Kind of call, with its required outcome. */
export interface SoakCall {
  readonly name: string;
  /** Fault of its first attempt. */
  readonly fault?: FaultOrder;
  /** Caches the answers. */
  readonly cached?: true;
  /** Performs the call. Throws if the outcome is wrong. */
  run(client: LLMClient, turn: Turn): Promise<void>;
}

/** One call of many. */
export interface Turn {
  readonly number: number;
  /** Signal that all calls share. */
  readonly signal: AbortSignal;
}

const prompt = ({ number }: Turn, variants = 1000): string => `Say something about ferry ${number % variants}.`;

const weather: Tool = {
  name: 'weather',
  description: 'Tells the weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

function demand(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

async function whole(client: LLMClient, turn: Turn): Promise<void> {
  const { text } = await client.generate({ prompt: prompt(turn), signal: turn.signal });
  demand(text !== '', 'an empty answer');
}

async function streamed(client: LLMClient, turn: Turn): Promise<void> {
  const stream = await client.generate({ prompt: prompt(turn), signal: turn.signal, stream: true });
  let text = '';
  for await (const piece of stream) text += piece;
  demand(text !== '' && text === (await stream.result).text, 'the pieces are not the answer');
}

/** Kinds of calls, in equal shares. */
export const soakCalls: readonly SoakCall[] = [
  { name: 'plain', run: whole },
  { name: 'streamed', run: streamed },
  { name: 'cached', cached: true, run: (client, turn) => (turn.number % 2 ? whole : streamed)(client, turn) },
  { name: 'retried', fault: '503', run: whole },
  { name: 'reset', fault: 'refused', run: streamed },
  {
    name: 'cut',
    fault: 'cut@3x*',
    async run(client, turn) {
      const ended = await streamed(client, turn).catch((error: unknown) => error);
      demand(ended instanceof ProviderError && ended.kind === 'interrupted', `a cut stream ended with ${ended}`);
    },
  },
  {
    name: 'aborted',
    fault: 'stall@3x*',
    async run(client, turn) {
      const reason = new Error('stopped');
      const controller = new AbortController();
      const signal = AbortSignal.any([turn.signal, controller.signal]);
      const stream = await client.generate({ prompt: prompt(turn), signal, stream: true });
      try {
        for await (const event of stream.events()) if (event) controller.abort(reason);
      } catch (error) {
        return demand(error === reason, `an aborted stream ended with ${error}`);
      }
      throw new Error('an aborted stream went on');
    },
  },
  {
    name: 'broken off',
    async run(client, turn) {
      const stream = await client.generate({ prompt: `${prompt(turn)} 200 words.`, signal: turn.signal, stream: true });
      for await (const _ of stream) break;
    },
  },
  {
    name: 'with tools',
    async run(client, turn) {
      const asked = 'What is the weather in the city of Turku?';
      const { toolCalls } = await client.generate({ prompt: asked, tools: [weather], signal: turn.signal });
      demand(toolCalls.length > 0, 'no tool was called');
    },
  },
];

/** Creates a client for each kind of call and service, all with one simulator. */
export function soakClients(url: string, service: ServiceName, cache: CacheStore): ReadonlyMap<SoakCall, LLMClient> {
  const basePaths: Partial<Record<ServiceName, string>> = { gemini: 'v1beta', aliyun: 'compatible-mode/v1' };
  return new Map(
    soakCalls.map((call) => {
      const client = new LLMClient({
        provider: service,
        apiKey: 'made-up',
        baseURL: `${url}/${service}/${basePaths[service] ?? 'v1'}`,
        headers: call.fault ? { 'x-simulate': call.fault } : {},
        baseDelay: 0.001,
        retryBudget: false,
        ...(call.cached && { enableCache: true, cache }),
      });
      return [call, client] as const;
    }),
  );
}
