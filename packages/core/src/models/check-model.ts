import { UnsupportedError } from '../contract/errors.ts';
import { isMediaPart, type Message } from '../contract/message.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { today } from './price.ts';

/**
 * Checks that a model accepts the media of messages.
 *
 * @throws UnsupportedError for media that it does not accept. The message lists the accepted types
 */
export function checkMedia(provider: Provider, model: ModelInfo, messages: readonly Message[]): void {
  // Skips text messages, which are the usual case and have no parts.
  const parts = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  for (const part of parts) {
    if (!isMediaPart(part) || model.input.includes(part.type)) continue;
    throw new UnsupportedError(
      `${provider.name}:${model.id} does not support ${part.type} input (only ${model.input.join(', ')}). ` +
        `Nothing was sent. Use another model, or remove the ${part.type}.`,
    );
  }
}

/**
 * Checks that a model supports tools. Provider tools are checked by the provider.
 *
 * @throws UnsupportedError for a model without tools
 */
export function checkTools(provider: Provider, model: ModelInfo, tools: GenerateRequest['tools'] = []): void {
  const refuses = model.tools === false || model.refuses?.includes('tools') === true;
  if (!refuses || tools.length === 0) return;
  throw new UnsupportedError(
    `${provider.name}:${model.id} does not support 'tools'. No request was sent. Use a model with tools, or remove them.`,
  );
}

/** Returns warnings about a model that is not in the catalogue, or that was or will be shut down. */
export function modelWarnings(provider: Provider, model: ModelInfo): readonly string[] {
  const name = `${provider.name}:${model.id}`;
  if (model.unknown) return [`${name} is not in the catalogue. The request uses the name unchanged.`];
  const { shutdownDate, replacement } = model;
  const over = model.status === 'retired' || (shutdownDate !== undefined && shutdownDate <= today());
  if (!over && model.status !== 'deprecated') return [];
  const when = shutdownDate ? ` on ${shutdownDate}` : '';
  const instead = replacement ? ` Use ${replacement} instead.` : '';
  return [over ? `${name} was shut down${when}.${instead}` : `${name} will be shut down${when}.${instead}`];
}
