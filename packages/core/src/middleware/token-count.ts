import { type Batch, fromBatches, toBatches } from '../batches.ts';
import type { FinishEvent, StreamEvent } from '../events.ts';
import type { Handler, Middleware } from '../pipeline.ts';
import type { GenerateRequest } from '../request.ts';
import { countWith, textCounter } from '../tokens.ts';

/** Counts the tokens where a provider reports none, and marks them `estimated`. The tokenizer loads only then. */
export function tokenCount(): Middleware {
  return (request, next) => fromBatches(counting(request, next));
}

async function* counting(request: GenerateRequest, next: Handler): AsyncGenerator<Batch> {
  const pieces: string[] = [];
  for await (const batch of toBatches(next(request))) {
    for (const event of batch) pieces.push(textOf(event));
    const last = batch.at(-1);
    if (last?.type !== 'finish' || last.usage.outputTokens !== undefined) yield batch;
    else yield [...batch.slice(0, -1), await counted(last, request, pieces.join(''))];
  }
}

/** What of an event the model wrote in tokens of its vocabulary; media are not. */
function textOf(event: StreamEvent): string {
  if (event.type === 'media' || event.type === 'finish') return '';
  return event.type === 'tool-call' ? `${event.name}${JSON.stringify(event.arguments) ?? ''}` : event.text;
}

async function counted(finish: FinishEvent, request: GenerateRequest, text: string): Promise<FinishEvent> {
  const count = await textCounter('o200k_base');
  const inputTokens = finish.usage.inputTokens ?? (await countWith('o200k_base', request));
  const outputTokens = count(text);
  const totalTokens = inputTokens + outputTokens;
  return { ...finish, usage: { ...finish.usage, inputTokens, outputTokens, totalTokens, estimated: true } };
}
