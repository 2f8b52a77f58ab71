import { UnsupportedError } from '../contract/errors.ts';
import { isMediaPart, type Message } from '../contract/message.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { today } from './price.ts';

/**
 * Refuses media that a model cannot take.
 *
 * @throws UnsupportedError that says what it takes
 */
export function checkMedia(provider: Provider, model: ModelInfo, messages: readonly Message[]): void {
  // Text, which is nearly everything, has no parts to look at.
  const parts = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  for (const part of parts) {
    if (!isMediaPart(part) || model.input.includes(part.type)) continue;
    throw new UnsupportedError(
      `${provider.name}:${model.id} does not take ${part.type} input (it takes ${model.input.join(', ')}). ` +
        `Nothing was sent. Choose a model that does, or leave the ${part.type} out.`,
    );
  }
}

/**
 * Refuses tools of the caller that a model cannot call. Tools that the provider runs are left to the provider.
 *
 * @throws UnsupportedError for a model without tools
 */
export function checkTools(provider: Provider, model: ModelInfo, tools: GenerateRequest['tools'] = []): void {
  const refuses = model.tools === false || model.refuses?.includes('tools') === true;
  if (!refuses || tools.length === 0) return;
  throw new UnsupportedError(
    `${provider.name}:${model.id} does not take 'tools'. No request was sent. Choose a model with tools, or leave them out.`,
  );
}

/** Returns warnings about a model: that it is not in the catalogue, or that it was or will be shut down. */
export function modelWarnings(provider: Provider, model: ModelInfo): readonly string[] {
  const name = `${provider.name}:${model.id}`;
  if (model.unknown) return [`${name} is not in the catalogue; it is sent as it is.`];
  const { shutdownDate, replacement } = model;
  const over = model.status === 'retired' || (shutdownDate !== undefined && shutdownDate <= today());
  if (!over && model.status !== 'deprecated') return [];
  const when = shutdownDate ? ` on ${shutdownDate}` : '';
  const instead = replacement ? ` Use ${replacement} instead.` : '';
  return [over ? `${name} was shut down${when}.${instead}` : `${name} will be shut down${when}.${instead}`];
}
