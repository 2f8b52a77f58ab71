import { ConfigurationError } from './errors.ts';
import type { Message } from './message.ts';
import type { GenerateResult } from './request.ts';

/** The turns so far, and the system prompt that stands before them. */
export class Conversation {
  #system: string | undefined;
  #turns: readonly Message[] = [];

  constructor({ system, messages = [] }: { readonly system?: string; readonly messages?: readonly Message[] } = {}) {
    this.#system = system;
    this.add(...messages);
  }

  /** The system prompt as the first message, where there is one, then the turns. A snapshot: it does not grow. */
  get messages(): readonly Message[] {
    return this.#system ? [{ role: 'system', content: this.#system }, ...this.#turns] : this.#turns;
  }

  /** The system prompt. */
  get system(): string | undefined {
    return this.#system;
  }

  /** The turns without the system prompt. A snapshot: it does not grow. */
  get turns(): readonly Message[] {
    return this.#turns;
  }

  /** Sets the system prompt in place of the one before; `undefined` or an empty text is none. */
  setSystem(system: string | undefined): void {
    this.#system = system;
  }

  /**
   * Adds turns at the end, all or none. A system message becomes the system prompt.
   *
   * @throws ConfigurationError for a system message that is not text
   */
  add(...messages: readonly Message[]): void {
    const system = messages.findLast(({ role }) => role === 'system')?.content ?? this.#system;
    if (typeof system === 'object') throw new ConfigurationError('A system message must be text.');
    this.#system = system;
    this.#turns = [...this.#turns, ...messages.filter(({ role }) => role !== 'system')];
  }

  /** Forgets the turns and keeps the system prompt. */
  clear(): void {
    this.#turns = [];
  }
}

/** The turn that an answer becomes; `undefined` for an empty one, which several APIs refuse in a history. */
export function answerMessage({ content }: GenerateResult): Message | undefined {
  const [first] = content;
  if (!first) return undefined;
  const plain = content.length === 1 && first.type === 'text' && !first.providerData;
  if (plain && first.text.trim() === '') return undefined;
  return { role: 'assistant', content: plain ? first.text : content };
}
