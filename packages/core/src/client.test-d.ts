import { expectTypeOf } from 'vitest';
import { LLMClient } from './client.ts';
import { isRephyscoError } from './contract/any-error.ts';
import type { TimeoutPhase } from './contract/error-details.ts';
import type { StreamEvent } from './contract/events.ts';
import { type EmbedResult, ModelProvider } from './contract/provider.ts';
import type { GenerateResult } from './contract/result.ts';
import type { StandardSchema } from './contract/schema.ts';
import type { ToolContext } from './contract/tool.ts';
import type { LLMClientOptions } from './options/client-options.ts';
import type { ChatOptions, GenerateOptions } from './options/options.ts';
import type { TextStream } from './stream/text-stream.ts';

// Never executed: the compiler checks this file together with the sources.
declare const client: LLMClient;
declare const anyOptions: GenerateOptions;
declare const anyChat: ChatOptions;
declare const flag: boolean;
declare const schema: StandardSchema<{ city: string }>;

// Only `stream: true` returns a stream.
expectTypeOf(client.generate('Hi')).resolves.toEqualTypeOf<GenerateResult>();
expectTypeOf(client.generate({ prompt: 'Hi' })).resolves.toEqualTypeOf<GenerateResult>();
expectTypeOf(client.generate({ prompt: 'Hi', stream: false })).resolves.toEqualTypeOf<GenerateResult>();
expectTypeOf(client.generate({ prompt: 'Hi', stream: undefined })).resolves.toEqualTypeOf<GenerateResult>();
expectTypeOf(client.generate({ prompt: 'Hi', stream: true })).resolves.toEqualTypeOf<TextStream>();
expectTypeOf(client.generate({ prompt: 'Hi', stream: flag })).resolves.toEqualTypeOf<GenerateResult | TextStream>();
expectTypeOf(client.generate(anyOptions)).resolves.toEqualTypeOf<GenerateResult | TextStream>();
expectTypeOf(client.chat('Hi')).resolves.toEqualTypeOf<GenerateResult>();
expectTypeOf(client.chat({ message: 'Hi' })).resolves.toEqualTypeOf<GenerateResult>();
expectTypeOf(client.chat({ message: 'Hi', stream: true })).resolves.toEqualTypeOf<TextStream>();
expectTypeOf(client.chat(anyChat)).resolves.toEqualTypeOf<GenerateResult | TextStream>();
expectTypeOf(client.conversation.send('Hi')).resolves.toEqualTypeOf<GenerateResult>();
expectTypeOf(client.conversation.send({ message: 'Hi', stream: true })).resolves.toEqualTypeOf<TextStream>();
expectTypeOf(client.conversation.send(anyChat)).resolves.toEqualTypeOf<GenerateResult | TextStream>();
expectTypeOf(client.embed({ input: ['a', 'b'] })).resolves.toEqualTypeOf<EmbedResult>();

// A stream yields text, `events()` yields events, and `result` is the complete answer.
expectTypeOf<TextStream>().toExtend<AsyncIterable<string>>();
expectTypeOf<TextStream>().toExtend<AsyncDisposable>();
expectTypeOf<ReturnType<TextStream['events']>>().toEqualTypeOf<AsyncIterable<StreamEvent>>();
expectTypeOf<TextStream['result']>().resolves.toEqualTypeOf<GenerateResult>();

// Valid and invalid options.
void client.generate({ prompt: 'Hi', images: ['https://x.example/a', new Uint8Array(), { path: './a.png' }] });
void client.generate({ prompt: 'Hi', schema, toolChoice: { name: 'look' }, reasoning: { effort: 'high' } });
void client.generate({ prompt: 'Hi', timeout: { idle: 5 }, cache: { ttl: 60 }, providerOptions: { top_k: 5 } });
const tool = { name: 'look', execute: ({ at }: { at: string }, { signal }: ToolContext) => [at, signal.aborted] };
void client.generate({ prompt: 'Hi', tools: [tool], maxSteps: 3, approve: async ({ name }) => name === 'look' });
void client.startConversation({ trim: (turns, limit) => turns.slice(-limit) }).send({ message: 'Hi', trim: 'oldest' });
// @ts-expect-error: misspelt
void client.generate({ prompt: 'Hi', temprature: 1 });
// @ts-expect-error: not an effort
void client.generate({ prompt: 'Hi', reasoning: { effort: 'enormous' } });
// @ts-expect-error: `chat` takes `message`, not `prompt`
void client.chat({ prompt: 'Hi' });
// @ts-expect-error: `images` is an array
void client.generate({ prompt: 'Hi', images: 'https://x.example/a' });

// Any provider name is valid. Known names are completed.
expectTypeOf<LLMClientOptions['provider']>().extract<string>().not.toBeNever();
expectTypeOf('silicon_flow').toExtend<ModelProvider>();
expectTypeOf(ModelProvider.OPENAI).toEqualTypeOf<'openai'>();
// @ts-expect-error: `provider` is required
void new LLMClient({ model: 'x' });

// `type` narrows an event.
declare const event: StreamEvent;
if (event.type === 'finish') expectTypeOf(event.finishReason).toExtend<string>();
else if (event.type === 'tool-call') expectTypeOf(event.arguments).toBeUnknown();
else if (event.type === 'tool-call-delta') expectTypeOf(event.delta).toBeString();
else if (event.type === 'tool-result') expectTypeOf(event.output).toBeUnknown();
else if (event.type === 'media') expectTypeOf(event.data).toBeString();
else if (event.type === 'source') expectTypeOf(event.source.type).toEqualTypeOf<'url' | 'file'>();
else expectTypeOf(event.text).toBeString();

// `kind` narrows an error.
declare const failure: unknown;
if (isRephyscoError(failure)) {
  if (failure.kind === 'timeout') expectTypeOf(failure.phase).toEqualTypeOf<TimeoutPhase | undefined>();
  if (failure.kind === 'rate_limit') expectTypeOf(failure.retryAfter).toEqualTypeOf<number | undefined>();
  // @ts-expect-error: not a kind
  if (failure.kind === 'time_out') void failure;
}
