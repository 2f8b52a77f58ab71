import type { StreamEvent } from '../contract/events.ts';
import { createAnswer } from '../stream/answer.ts';
import { ask, toRequest } from './ask.ts';
import type { ProviderRule } from './service.ts';

/** Rules for the content of answers. */
export const answerRules: readonly ProviderRule[] = [
  {
    name: 'answers with text, model, provider, usage and one finish at the end',
    async check(connect, expect) {
      await using service = await connect();
      const events: StreamEvent[] = [];
      for await (const event of service.provider.generate(toRequest(service.provider))) events.push(event);
      const answer = createAnswer();
      for (const event of events) answer.add(event);
      const { text = '', provider, model = '', finishReason, usage } = answer.result() ?? {};
      expect(events.filter(({ type }) => type === 'finish').length).toBe(1);
      expect(events.at(-1)?.type).toBe('finish');
      expect([provider, finishReason]).toEqual([service.provider.name, 'stop']);
      expect(text.length).toBeGreaterThan(0);
      expect(model.length).toBeGreaterThan(0);
      expect(usage?.inputTokens ?? 0).toBeGreaterThan(0);
      expect(usage?.outputTokens ?? 0).toBeGreaterThan(0);
    },
  },
  {
    name: 'streams the same text in several pieces',
    async check(connect, expect) {
      await using service = await connect();
      const whole = await ask(service.provider);
      const pieces: string[] = [];
      const events = service.provider.generate(toRequest(service.provider, { stream: true }));
      for await (const event of events) if (event.type === 'text') pieces.push(event.text);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join('')).toBe(whole.text);
    },
  },
  {
    name: 'sends the system prompt and earlier turns, and nothing that was not set',
    async check(connect, expect) {
      await using service = await connect();
      const messages = [
        { role: 'system', content: 'Answer like a botanist.' },
        { role: 'user', content: 'Name a tree.' },
        { role: 'assistant', content: 'The larch.' },
        { role: 'user', content: 'And another?' },
      ] as const;
      await ask(service.provider, { messages });
      const sent = JSON.stringify(service.requests()[0]?.body);
      for (const { content } of messages) expect(sent.includes(content)).toBe(true);
      expect(/null|temperature|top_?p|seed|stop/i.test(sent)).toBe(false);
      if (service.capabilities?.limitless !== false) {
        expect(/max_?(output|completion)?_?tokens/i.test(sent)).toBe(false);
      }
    },
  },
  {
    name: 'reports finish reason length for an answer that was cut at the token limit',
    needs: 'limits',
    async check(connect, expect) {
      await using service = await connect();
      const { finishReason } = await ask(service.provider, { maxTokens: 16, stream: true });
      expect(finishReason).toBe('length');
    },
  },
  {
    name: 'returns tool calls with parsed arguments, and accepts their results',
    needs: 'tools',
    async check(connect, expect) {
      await using service = await connect();
      const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
      const tools = [{ name: 'get_weather', description: 'Weather of a city', parameters }];
      const first = { role: 'user', content: 'What is the weather in Oslo? Use the tool.' } as const;
      const called = await ask(service.provider, { messages: [first], tools, toolChoice: 'required' });
      const call = called.toolCalls[0];
      expect([call?.name, called.finishReason]).toEqual(['get_weather', 'tool_calls']);
      expect(typeof (call?.arguments as { city?: unknown } | undefined)?.city).toBe('string');
      const result = { type: 'tool-result', id: call?.id ?? '', name: 'get_weather', output: { celsius: 4 } } as const;
      const turns = [
        first,
        { role: 'assistant', content: called.content },
        { role: 'tool', content: [result] },
      ] as const;
      const answer = await ask(service.provider, { messages: turns, tools });
      expect(answer.text.length).toBeGreaterThan(0);
    },
  },
  {
    name: 'returns an unknown model with its name and marks it',
    async check(connect, expect) {
      await using service = await connect();
      const { id, unknown } = service.provider.model('a-model-from-next-year');
      expect([id, unknown]).toEqual(['a-model-from-next-year', true]);
      expect(service.provider.model(service.provider.defaultModel).unknown).toBe(undefined);
    },
  },
];
