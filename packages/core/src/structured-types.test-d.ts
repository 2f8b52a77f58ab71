import { type } from 'arktype';
import * as v from 'valibot';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { LLMClient } from './client.ts';
import type { GenerateResult } from './contract/result.ts';
import { jsonSchema } from './contract/schema.ts';
import { tool } from './contract/tool.ts';
import type { TextStream } from './stream/text-stream.ts';

// Never executed: the compiler checks this file together with the sources.
declare const client: LLMClient;

interface Person {
  readonly name: string;
  readonly age: number;
}
const zod = z.object({ name: z.string(), age: z.number() });
const valibot = v.object({ name: v.string(), age: v.number() });
const arktype = type({ name: 'string', age: 'number' });
const typed = jsonSchema<Person>({ type: 'object' });
const weather = tool({ name: 'weather', parameters: z.object({ city: z.string() }), execute: ({ city }) => city });

// Schemas of every supported library type the object. Without tools, the object is always present.
expectTypeOf((await client.generate({ prompt: 'x', schema: zod })).object).toEqualTypeOf<{
  name: string;
  age: number;
}>();
expectTypeOf((await client.generate({ prompt: 'x', schema: valibot })).object.age).toEqualTypeOf<number>();
expectTypeOf((await client.generate({ prompt: 'x', schema: arktype })).object.name).toEqualTypeOf<string>();
expectTypeOf((await client.generate({ prompt: 'x', schema: typed })).object).toEqualTypeOf<Person>();
expectTypeOf((await client.generate({ prompt: 'x', schema: { type: 'object' } })).object).toBeUnknown();
const chatted = await client.chat({ message: 'x', schema: zod });
expectTypeOf(chatted.object.age).toEqualTypeOf<number>();
expectTypeOf((await client.conversation.send({ message: 'x', schema: zod })).object.age).toEqualTypeOf<number>();

// A transform changes the type of the object.
const transformed = z.object({ date: z.string().transform((text) => new Date(text)) });
expectTypeOf((await client.generate({ prompt: 'x', schema: transformed })).object.date).toEqualTypeOf<Date>();

// With tools, the model may call one of them instead: the object is optional.
const withTools = await client.generate({ prompt: 'x', schema: zod, tools: [weather] });
expectTypeOf(withTools).toEqualTypeOf<GenerateResult<{ name: string; age: number }>>();
expectTypeOf(withTools.object?.age).toEqualTypeOf<number | undefined>();
expectTypeOf((await client.generate('x')).object).toBeUnknown();

// Streams have the same type, and yield partial objects.
const stream = await client.generate({ prompt: 'x', schema: zod, stream: true });
expectTypeOf((await stream.result).object.age).toEqualTypeOf<number>();
for await (const partial of stream.objects()) expectTypeOf(partial.age).toEqualTypeOf<number | undefined>();
const now = client.stream({ prompt: 'x', schema: z.object({ list: z.array(z.object({ a: z.string() })) }) });
for await (const partial of now.objects()) expectTypeOf(partial.list?.[0]?.a).toEqualTypeOf<string | undefined>();
expectTypeOf(client.stream('x')).toEqualTypeOf<TextStream>();
expectTypeOf(now.toResponse({ format: 'ui-message' })).toEqualTypeOf<Response>();
// @ts-expect-error: not a format
now.toResponse({ format: 'xml' });

// The `parameters` of a tool type the arguments of `execute`.
tool({ name: 'add', parameters: valibot, execute: ({ age }) => expectTypeOf(age).toEqualTypeOf<number>() });
tool({ name: 'add', parameters: typed, execute: ({ age }) => expectTypeOf(age).toEqualTypeOf<number>() });
tool({ name: 'ping', execute: (args) => expectTypeOf(args).toBeUnknown() });
// @ts-expect-error: the schema has no such field
tool({ name: 'add', parameters: zod, execute: ({ height }) => height });
// @ts-expect-error: tools have no such property
tool({ name: 'add', parametres: zod });

// `reasoning` accepts an effort instead of an object.
void client.generate({ prompt: 'x', reasoning: 'high' });
// @ts-expect-error: not an effort
void client.generate({ prompt: 'x', reasoning: 'enormous' });

// The provider can be part of the model.
new LLMClient({ model: 'openai:gpt-5.4-mini' });
// @ts-expect-error: the model names no provider
new LLMClient({ model: 'gpt-5.4-mini' });
