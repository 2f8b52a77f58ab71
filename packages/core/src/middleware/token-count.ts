import type { ContentEvent, FinishEvent } from '../events.ts';
import type { Middleware } from '../pipeline.ts';
import type { GenerateRequest } from '../request.ts';
import { countWith, textCounter } from '../tokens.ts';

/** Counts the tokens where a provider reports none, and marks them `estimated`. The tokenizer loads only then. */
export function tokenCount(): Middleware {
  return async function* tokenCount(request, next) {
    const pieces: string[] = [];
    for await (const event of next(request)) {
      if (event.type !== 'finish') pieces.push(textOf(event));
      if (event.type !== 'finish' || event.usage.outputTokens !== undefined) yield event;
      else yield await counted(event, request, pieces.join(''));
    }
  };
}

/** What of an event the model wrote in tokens of its vocabulary; media are not. */
function textOf(event: ContentEvent): string {
  if (event.type === 'media') return '';
  return event.type === 'tool-call' ? `${event.name}${JSON.stringify(event.arguments) ?? ''}` : event.text;
}

async function counted(finish: FinishEvent, request: GenerateRequest, text: string): Promise<FinishEvent> {
  const count = await textCounter('o200k_base');
  const inputTokens = finish.usage.inputTokens ?? (await countWith('o200k_base', request));
  const outputTokens = count(text);
  const totalTokens = inputTokens + outputTokens;
  return { ...finish, usage: { ...finish.usage, inputTokens, outputTokens, totalTokens, estimated: true } };
}
