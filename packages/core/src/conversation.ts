import { type Answering, answers, type ConversationOptions } from './answering.ts';
import { ConfigurationError } from './errors.ts';
import { type Change, changed, emptyHistory, type History, type InterruptedTurn } from './history.ts';
import { type ConversationJSON, historyFromJSON, historyToJSON } from './history-json.ts';
import type { Message } from './message.ts';
import { checkMessages } from './message-check.ts';
import type { ChatOptions, Trim } from './options.ts';
import type { ModelProvider, Provider } from './provider.ts';
import { createQueue } from './queue.ts';
import type { GenerateResult } from './request.ts';
import type { ClientSetup } from './set-up.ts';
import type { TextStream } from './text-stream.ts';
import { takeTurn } from './turn.ts';
import { chatOptionNames, checkNames, checkTrim } from './validate.ts';

interface Streamed {
  readonly stream: true;
}
interface Whole {
  readonly stream?: false | undefined;
}

/** The turns so far, the system prompt that stands before them, and who answers the next one. */
export class Conversation {
  #history: History = emptyHistory;
  #client: Answering | undefined;
  readonly #trim: Trim | undefined;
  readonly #queue = createQueue();
  #unread: TextStream | undefined;

  /**
   * @throws ConfigurationError for messages that are none
   */
  constructor({ system, messages = [], client, trim }: ConversationOptions = {}) {
    checkTrim(trim);
    this.#client = client;
    this.#trim = trim;
    if (system !== undefined) this.setSystem(system);
    this.add(...messages);
  }

  /**
   * The conversation that `toJSON` wrote down.
   *
   * @param json as an object, parsed
   * @throws ConfigurationError for what is none, or of a version that this release does not know
   */
  static fromJSON(json: unknown, options: Pick<ConversationOptions, 'client' | 'trim'> = {}): Conversation {
    const conversation = new Conversation(options);
    conversation.#history = historyFromJSON(json);
    return conversation;
  }

  /** The system prompt as the first message, where there is one, then the turns. A snapshot: it does not grow. */
  get messages(): readonly Message[] {
    const { system, turns } = this.#history;
    return system ? [{ role: 'system', content: system }, ...turns] : turns;
  }

  /** The system prompt. */
  get system(): string | undefined {
    return this.#history.system;
  }

  /** The turns without the system prompt. A snapshot: it does not grow. */
  get turns(): readonly Message[] {
    return this.#history.turns;
  }

  /** The last turn, where it came to nothing. It is kept apart and never sent. */
  get interrupted(): InterruptedTurn | undefined {
    return this.#history.interrupted;
  }

  /** Has another client answer from now on. */
  use(client: Answering): this {
    this.#client = client;
    return this;
  }

  /**
   * Asks a message after those before it. Question and answer enter together, once the answer has finished, and so do
   * a new `system` and `clearHistory`; a failed or abandoned turn is kept as `interrupted`. A message that is sent while
   * another one is being answered waits for that answer.
   *
   * @throws ConfigurationError where nobody answers, or for options that cannot work
   * @throws what `LLMClient.generate` throws
   */
  send(message: string): Promise<GenerateResult>;
  send(options: ChatOptions & Streamed): Promise<TextStream>;
  send(options: ChatOptions & Whole): Promise<GenerateResult>;
  send(input: string | ChatOptions): Promise<GenerateResult | TextStream>;
  async send(input: string | ChatOptions): Promise<GenerateResult | TextStream> {
    const options = typeof input === 'string' ? { message: input } : input;
    checkNames(options, chatOptionNames, 'chat');
    const { trim = this.#trim, provider, signal } = options;
    checkTrim(trim);
    const setup = this.#answering(provider);
    void this.#unread?.result; // a stream that nobody reads would never end
    const leave = await this.#queue.enter(signal ?? setup.defaults.signal);
    try {
      const enter = (change: Change): Promise<readonly string[]> => this.#enter(change);
      const answer = await takeTurn({ ...options, trim }, { setup, history: this.#history, enter, leave });
      this.#unread = 'events' in answer ? answer : undefined;
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Sets the system prompt in place of the one before; `undefined` or an empty text is none. */
  setSystem(system: string | undefined): void {
    this.#apply({ system: system ?? '' });
  }

  /**
   * Adds turns at the end, all or none. A system message becomes the system prompt.
   *
   * @throws ConfigurationError for what is no message, and for a system message that is not text
   */
  add(...messages: readonly Message[]): void {
    checkMessages('messages', messages);
    if (messages.length === 0) return;
    const system = messages.findLast(({ role }) => role === 'system')?.content;
    if (typeof system === 'object') throw new ConfigurationError('A system message must be text.');
    const add = messages.filter(({ role }) => role !== 'system');
    this.#apply({ ...(add.length > 0 && { add }), ...(system !== undefined && { system }) });
  }

  /** Forgets the turns and keeps the system prompt. */
  clear(): void {
    this.#apply({ keep: 0 });
  }

  /** Takes back the last message of the user and what came after it, and gives them. */
  undo(): readonly Message[] {
    const { turns } = this.#history;
    const keep = turns.findLastIndex(({ role }) => role === 'user');
    if (keep >= 0) this.#apply({ keep });
    return keep < 0 ? [] : turns.slice(keep);
  }

  /**
   * Puts another message in the place of one of `messages`; those after it stay.
   *
   * @throws ConfigurationError where there is none, or for a message that cannot stand there
   */
  edit(index: number, message: Message): void {
    const { system, turns } = this.#history;
    checkMessages('message', [message]);
    const place = system ? index - 1 : index;
    const isPrompt = message.role === 'system';
    if (!this.messages[index] || isPrompt !== place < 0) {
      throw new ConfigurationError(`There is no ${isPrompt ? 'system prompt' : 'turn'} at ${index} to be replaced.`);
    }
    if (isPrompt) this.add(message);
    else this.#apply({ keep: place, add: [message, ...turns.slice(place + 1)] });
  }

  /** Another conversation with the same past and client. What is said in one is not heard in the other. */
  fork(): Conversation {
    return Conversation.fromJSON(this.toJSON(), { client: this.#client, trim: this.#trim });
  }

  /** Everything that it remembers, as JSON that later releases can read. */
  toJSON(): ConversationJSON {
    return historyToJSON(this.#history);
  }

  #answering(provider: ModelProvider | Provider | undefined): ClientSetup {
    if (this.#client) return this.#client[answers](provider);
    throw new ConfigurationError("This conversation has no client that answers. Give it one with 'use'.");
  }

  #apply(change: Change): void {
    this.#history = changed(this.#history, change);
  }

  async #enter(change: Change): Promise<readonly string[]> {
    this.#apply(change);
    return [];
  }
}
