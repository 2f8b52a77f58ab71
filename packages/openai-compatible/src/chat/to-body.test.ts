import type { Message, ModelInfo } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { toResponseBody } from '../responses/to-body.ts';
import { toBody } from './to-body.ts';

const hello: readonly Message[] = [{ role: 'user', content: 'Hello' }];
const plain: ModelInfo = { id: 'm', input: ['text'] };

const request = (fields: Partial<GenerateRequest> = {}): GenerateRequest => ({
  provider: 'p',
  model: 'm',
  messages: hello,
  stream: false,
  ...fields,
});

describe('toBody', () => {
  it('contains only what was set', () => {
    expect(toBody(request(), plain, {})).toEqual({ body: { model: 'm', messages: hello }, warnings: [] });
  });

  it('omits parameters that the model rejects, with a warning', () => {
    const model: ModelInfo = { ...plain, refuses: ['temperature', 'stop'] };
    const { body, warnings } = toBody(request({ temperature: 1, stop: ['.'], seed: 7 }), model, {});
    expect(body).toEqual({ model: 'm', messages: hello, seed: 7 });
    expect(warnings).toEqual([
      "m does not support 'temperature'; it was left out.",
      "m does not support 'stop'; it was left out.",
    ]);
  });

  it('omits parameters that a model rejects only while it thinks', () => {
    const model: ModelInfo = {
      ...plain,
      reasoning: 'effort',
      refusesWhileThinking: ['temperature'],
      defaultEffort: 'none',
    };
    expect(toBody(request({ temperature: 1 }), model, {}).body.temperature).toBe(1);
    expect(
      toBody(request({ temperature: 1, reasoning: { effort: 'high' } }), model, {}).body.temperature,
    ).toBeUndefined();
    const thinker: ModelInfo = { ...model, defaultEffort: undefined };
    expect(toBody(request({ temperature: 1 }), thinker, {}).body.temperature).toBeUndefined();
  });

  it('requests a stream with usage from a model that supports only streaming', () => {
    const { body } = toBody(request(), { ...plain, streamOnly: true }, {});
    expect([body.stream, body.stream_options]).toEqual([true, { include_usage: true }]);
    expect(
      toBody(request({ stream: true }), plain, { quirks: { streamUsage: false } }).body.stream_options,
    ).toBeUndefined();
  });

  it('limits the answer in the field that the service supports', () => {
    expect(toBody(request({ maxTokens: 9 }), plain, {}).body.max_tokens).toBe(9);
    const { body } = toBody(request({ maxTokens: 9 }), plain, { quirks: { maxTokens: 'max_completion_tokens' } });
    expect([body.max_tokens, body.max_completion_tokens]).toEqual([undefined, 9]);
  });

  it('adds a schema to the prompt of a model that supports only JSON mode', () => {
    const { body } = toBody(request({ schema: { type: 'object' } }), { ...plain, structuredOutput: 'json_object' }, {});
    expect(body.response_format).toEqual({ type: 'json_object' });
    expect(JSON.stringify(body.messages)).toContain('JSON Schema');
  });

  it('drops reasoning and empty turns from a history, and keeps calls with their results', () => {
    const messages: readonly Message[] = [
      ...hello,
      { role: 'assistant', content: [{ type: 'reasoning', text: 'Hm.' }] },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Let me look.' },
          { type: 'tool-call', id: 'call_1', name: 'look', arguments: { at: 'it' } },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-result', id: 'call_1', name: 'look', output: { seen: true } }] },
    ];
    expect(toBody(request({ messages }), plain, {}).body.messages).toEqual([
      ...hello,
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '{"seen":true}' },
    ]);
  });

  it('sends media in the format of the service', () => {
    const wav = 'data:audio/wav;base64,UklGRg==';
    const content = [
      { type: 'text', text: 'Listen, look.' },
      { type: 'image', url: 'https://example.com/a.png' },
      { type: 'audio', url: wav },
      { type: 'video', url: 'https://example.com/a.mp4' },
      { type: 'file', url: 'data:application/pdf;base64,JVBERg==', filename: 'a.pdf' },
    ] as const;
    const parts = (audioInput: 'base64' | 'url') => {
      const { body } = toBody(request({ messages: [{ role: 'user', content }] }), plain, { quirks: { audioInput } });
      return (body.messages as { content: object[] }[])[0]?.content;
    };
    expect(parts('base64')).toEqual([
      { type: 'text', text: 'Listen, look.' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
      { type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERg==' } },
    ]);
    expect(parts('url')?.[2]).toEqual({ type: 'input_audio', input_audio: { data: wav, format: 'wav' } });
  });

  describe('an earlier answer with media, which no service accepts', () => {
    const image = { type: 'image', url: 'data:image/png;base64,iVBO' } as const;
    const messages = (content: Message['content']): Message[] => [
      ...hello,
      { role: 'assistant', content },
      { role: 'user', content: 'Bluer' },
    ];
    const note = '[Here was an image that you had made.]';
    const warnings = ['The API accepts no image in earlier answers. A note replaces it in the request.'];

    it.each<[string, Message['content'], string]>([
      ['alone', [image], note],
      ['beside text', [{ type: 'text', text: 'Here it is:' }, image, image], `Here it is:\n${note}\n${note}`],
    ])('is sent as a note, with a warning: %s', (_, content, text) => {
      const chat = toBody(request({ messages: messages(content) }), plain, {});
      expect(chat.body.messages).toEqual(messages(text));
      expect(chat.warnings).toEqual(warnings);
      const response = toResponseBody(request({ messages: messages(content) }), plain, { name: 'p' } as never);
      expect((response.body.input as unknown[])[1]).toMatchObject({ role: 'assistant', content: [{ text }] });
      expect(response.warnings).toEqual(warnings);
    });

    it('adds no warning for media of users', () => {
      const asked = request({ messages: [{ role: 'user', content: [image] }] });
      expect(toBody(asked, plain, {}).warnings).toEqual([]);
    });
  });

  it('gives precedence to providerOptions and then to the dialect', () => {
    const { body } = toBody(request({ providerOptions: { n: 2 } }), plain, {
      body: (made) => ({ ...made, user: 'u' }),
    });
    expect([body.n, body.user]).toEqual([2, 'u']);
  });
});

describe('media that a tool returned', () => {
  const url = 'data:image/png;base64,iVBORw0KGgo=';
  const messages: readonly Message[] = [
    { role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'shoot', arguments: {} }] },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', id: '1', name: 'shoot', output: '[image 1]' },
        { type: 'text', text: 'shoot:' },
        { type: 'image', url },
      ],
    },
  ];

  it('follow its result as a message of the user, in both protocols', () => {
    expect((toBody(request({ messages }), plain, {}).body.messages as unknown[]).slice(1)).toEqual([
      { role: 'tool', tool_call_id: '1', content: '[image 1]' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'shoot:' },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ]);
    expect(
      (toResponseBody(request({ messages }), plain, { name: 'p' } as never).body.input as unknown[]).slice(1),
    ).toEqual([
      { type: 'function_call_output', call_id: '1', output: '[image 1]' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'shoot:' },
          { type: 'input_image', image_url: url },
        ],
      },
    ]);
  });
});
