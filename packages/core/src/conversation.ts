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
    return this.#system === undefined ? this.#turns : [{ role: 'system', content: this.#system }, ...this.#turns];
  }

  /** Sets the system prompt in place of the one before. */
  setSystem(system: string | undefined): void {
    this.#system = system;
  }

  /** Adds turns at the end. A system message becomes the system prompt. */
  add(...messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.role === 'system') {
        if (typeof message.content !== 'string') throw new ConfigurationError('A system message must be text.');
        this.#system = message.content;
      } else {
        this.#turns = [...this.#turns, message];
      }
    }
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
