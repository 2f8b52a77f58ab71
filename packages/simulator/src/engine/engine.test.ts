import { toDataURL } from '@rephysco/core/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeScript } from './engine.ts';
import type { Prompt } from './prompt.ts';
import { scriptCalls, scriptText } from './script.ts';
import { countTokens, tokenize } from './tokens.ts';

const prompt = (content: string, more: Partial<Prompt> = {}): Prompt => ({
  model: 'sim',
  messages: [{ role: 'user', content }],
  ...more,
});

const textOf = (asked: Prompt): string => scriptText(writeScript(asked), 'text');

describe('the engine', () => {
  it('returns the same answer to the same prompt, and another answer for another seed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.option(fc.integer(), { nil: undefined }), (text, seed) => {
        expect(writeScript(prompt(text, { seed }))).toEqual(writeScript(prompt(text, { seed })));
      }),
    );
    const answers = new Set([1, 2, 3, 4, 5].map((seed) => textOf(prompt('Tell me about glaciers.', { seed }))));
    expect(answers.size).toBeGreaterThan(1);
  });

  it('mentions that it is simulated, and the topics of the question', () => {
    const text = textOf(prompt('Compare glaciers with rivers.'));
    expect(text).toMatch(/^\(simulated answer\)/);
    expect(text).toContain('glaciers');
    expect(text).toContain('rivers');
  });

  it('mentions the system prompt, earlier turns and attachments', () => {
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const url = toDataURL({ mediaType: 'image/png', data: pixel });
    const text = textOf({
      model: 'sim',
      messages: [
        { role: 'system', content: 'Speak like a pirate.' },
        { role: 'user', content: 'My name is Ada.' },
        { role: 'assistant', content: 'Noted.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is in these?' },
            { type: 'image', url },
            { type: 'image', url: 'https://images.example/cat.jpg' },
          ],
        },
      ],
    });
    expect(text).toContain('The system prompt says “Speak like a pirate”.');
    expect(text).toContain('you said “My name is Ada”.');
    expect(text).toContain('2 images: image/png, 1 × 1 pixels, 70 bytes; one at images.example.');
  });

  it('has about the length that the question requests', () => {
    for (const wanted of [300, 20_000]) {
      const words = textOf(prompt(`Write an essay of ${wanted} words about glaciers.`)).split(/\s+/).length;
      expect(words).toBeGreaterThanOrEqual(wanted);
      expect(words).toBeLessThan(wanted + 150);
    }
  });

  it('stops at the token limit with the beginning of the whole answer', () => {
    const whole = writeScript(prompt('Tell me about glaciers.'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.steps.length * 2 }), (maxTokens) => {
        const script = writeScript(prompt('Tell me about glaciers.', { maxTokens }));
        const isWhole = maxTokens >= whole.steps.length;
        expect(script.finishReason).toBe(isWhole ? 'stop' : 'length');
        expect(script.usage.outputTokens).toBe(Math.min(maxTokens, whole.steps.length));
        expect(scriptText(whole, 'text').startsWith(scriptText(script, 'text'))).toBe(true);
      }),
    );
  });

  it('may use the whole limit for thinking, like real models', () => {
    const script = writeScript(prompt('Tell me about glaciers.', { maxTokens: 5, reasoning: { effort: 'high' } }));
    expect(scriptText(script, 'text')).toBe('');
    expect(script.finishReason).toBe('length');
    expect(script.usage).toMatchObject({ outputTokens: 5, reasoningTokens: 5 });
  });

  it('thinks longer with more effort, and does not think with the effort none', () => {
    const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
    const tokens = efforts.map(
      (effort) => writeScript(prompt('Why?', { reasoning: { effort } })).usage.reasoningTokens,
    );
    expect(tokens[0]).toBe(0);
    expect(tokens.toSorted((one, other) => one - other)).toEqual(tokens);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(writeScript(prompt('Why?', { reasoning: { budget: 3 } })).usage.reasoningTokens).toBe(3);
  });

  it('answers in JSON on request, with the schema in the prompt', () => {
    const json = true;
    expect(JSON.parse(textOf(prompt('Give me JSON.', { json })))).toEqual({
      simulated: true,
      question: 'Give me JSON.',
    });
    const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const spelt = `Answer in JSON that fits this schema: ${JSON.stringify(schema)}. Nothing else.`;
    expect(JSON.parse(textOf(prompt(spelt, { json })))).toEqual({ age: 1 });
    expect(JSON.parse(textOf(prompt('Invent a person.', { schema })))).toEqual({ age: 1 });
  });

  it('ends before a stop sequence', () => {
    const whole = textOf(prompt('Tell me about glaciers.'));
    expect(textOf(prompt('Tell me about glaciers.', { stop: ['nowhere', 'glaciers', ''] }))).toBe(
      whole.slice(0, whole.indexOf('glaciers')),
    );
  });

  it('counts a prompt by its words, in any part of it', () => {
    const { usage } = writeScript(prompt('Tell me about glaciers.'));
    expect(usage.inputTokens).toBe(countTokens('Tell me about glaciers.') + 4);
    expect(usage.totalTokens).toBe(usage.inputTokens + usage.outputTokens);
  });
});

const weather = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
    required: ['city'],
  },
};
const clock = { name: 'current_time', parameters: { type: 'object', properties: {} } };
const tools = [weather, clock];

describe('the engine with tools', () => {
  const callsOf = (asked: Prompt): unknown =>
    scriptCalls(writeScript(asked)).map(({ name, arguments: text }) => [name, JSON.parse(text)]);

  it('calls the tool that the question is about, with arguments from the question', () => {
    expect(callsOf(prompt('What is the weather in Lima in fahrenheit?', { tools }))).toEqual([
      ['get_weather', { city: 'Lima', unit: 'fahrenheit' }],
    ]);
  });

  it('calls none if the question is about something else, or if calls are not allowed', () => {
    expect(callsOf(prompt('Tell me a joke.', { tools }))).toEqual([]);
    expect(callsOf(prompt('What is the weather in Lima?', { tools, toolChoice: 'none' }))).toEqual([]);
  });

  it('calls one if a call is required', () => {
    expect(callsOf(prompt('Tell me a joke.', { tools, toolChoice: 'required' }))).toHaveLength(1);
    expect(callsOf(prompt('Tell me a joke.', { tools, toolChoice: { name: 'current_time' } }))).toEqual([
      ['current_time', {}],
    ]);
  });

  it('calls several at the same time unless this is turned off', () => {
    const asked = prompt('What is the weather in Lima and Quito, and the time?', { tools });
    expect(callsOf(asked)).toEqual([
      ['get_weather', { city: 'Lima', unit: 'celsius' }],
      ['get_weather', { city: 'Quito', unit: 'celsius' }],
      ['current_time', {}],
    ]);
    expect(callsOf({ ...asked, parallelToolCalls: false })).toHaveLength(1);
  });

  it('answers with the result of a tool', () => {
    const asked = prompt('What is the weather in Lima?', { tools });
    const [call] = scriptCalls(writeScript(asked));
    const text = textOf({
      ...asked,
      messages: [
        ...asked.messages,
        { role: 'assistant', content: [{ type: 'tool-call', id: call?.id ?? '', name: 'get_weather', arguments: {} }] },
        {
          role: 'tool',
          content: [{ type: 'tool-result', id: call?.id ?? '', name: 'get_weather', output: { degrees: 19 } }],
        },
      ],
    });
    expect(text).toContain('get_weather says {"degrees":19}');
  });
});

describe('tokens', () => {
  it('join to the original text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokenize(text).join('') === text));
  });

  it('have about four characters in English, and one ideograph in Chinese', () => {
    const english = 'The simulator counts the tokens of English prose by a rule of its own, and it does so everywhere.';
    expect(english.length / countTokens(english)).toBeGreaterThan(3.5);
    expect(english.length / countTokens(english)).toBeLessThan(5.5);
    expect(countTokens('春天的诗')).toBe(4);
  });

  it('are counted in linear time', () => {
    const before = performance.now();
    expect(countTokens('a'.repeat(1_000_000))).toBeGreaterThan(100_000);
    expect(countTokens('春'.repeat(1_000_000))).toBe(1_000_000);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
