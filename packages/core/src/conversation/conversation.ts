import type { AnswerOf, AnswerShape } from '../call/answer-types.ts';
import { attachedContext } from '../call/attached-context.ts';
import type { ClientContext } from '../call/client-context.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import type { ModelProvider, Provider } from '../contract/provider.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { Schema } from '../contract/schema.ts';
import type { ProviderTool, Tool } from '../contract/tool.ts';
import { checkOptions } from '../options/check-options.ts';
import type { ChatInput, ChatOptions, Trim } from '../options/options.ts';
import type { TextStream } from '../stream/text-stream.ts';
import { refuseReentrant } from '../tools/reentrancy.ts';
import { createMutex } from '../util/mutex.ts';
import {
  type ConversationClient,
  type ConversationOptions,
  checkConversation,
  type OpenOptions,
} from './conversation-options.ts';
import { additionOf, emptyHistory, replacementOf } from './history.ts';
import { type ConversationJSON, historyFromJSON, historyToJSON } from './history-json.ts';
import { createHistoryStore, type HistoryStore } from './history-store.ts';
import type { InterruptedTurn } from './interrupted-turn.ts';
import { takeTurn } from './take-turn.ts';

/** History of a conversation, its system prompt, and the client that answers the next message. */
export class Conversation implements Disposable {
  #kept: HistoryStore = createHistoryStore(emptyHistory);
  #client: ConversationClient | undefined;
  readonly #trim: Trim | undefined;
  readonly #queue = createMutex();
  #unread: TextStream | undefined;

  /** @throws ConfigurationError for invalid messages */
  constructor(options: ConversationOptions = {}) {
    checkConversation(options, 'Conversation');
    const { client, messages = [], trim } = options;
    const { system = attachedContext(client)?.().defaults.system } = options;
    this.#client = client;
    this.#trim = trim;
    if (system !== undefined) this.setSystem(system);
    if (messages.length > 0) this.add(...messages);
  }

  /**
   * The conversation that `toJSON` wrote down.
   *
   * @param json as an object, parsed
   * @throws ConfigurationError for what is none, or of a version that this release does not know
   */
  static fromJSON(json: unknown, options: Omit<OpenOptions, 'system'> = {}): Conversation {
    checkConversation(options, 'Conversation.fromJSON', ['client', 'trim']);
    const conversation = new Conversation(options);
    conversation.#kept = createHistoryStore(historyFromJSON(json));
    return conversation;
  }

  /**
   * Opens the conversation in a file, or starts one. Every change is written at once, so that it survives a crash of the
   * process. `close` closes the file. Only one process can have it open.
   *
   * @throws ConfigurationError for a file that is none, is damaged, comes from a newer release or is open elsewhere
   */
  static async open(path: string, given: OpenOptions = {}): Promise<Conversation> {
    checkConversation(given, 'Conversation.open', ['system', 'client', 'trim']);
    const { system, ...options } = given;
    const { openJournal } = await import('./journal.ts');
    const conversation = new Conversation(options);
    const { journal, history } = openJournal(path);
    const wanted = system ?? (history === emptyHistory ? conversation.system : undefined);
    conversation.#kept = createHistoryStore(history, journal);
    if (wanted !== undefined && wanted !== (history.system ?? '')) conversation.setSystem(wanted);
    return conversation;
  }

  /** The system prompt as the first message, where there is one, then the turns. A snapshot: it does not grow. */
  get messages(): readonly Message[] {
    const { system, turns } = this.#kept.current;
    return system ? [{ role: 'system', content: system }, ...turns] : turns;
  }

  /** The system prompt. */
  get system(): string | undefined {
    return this.#kept.current.system;
  }

  /** Turns without the system prompt. A snapshot that does not grow. */
  get turns(): readonly Message[] {
    return this.#kept.current.turns;
  }

  /** The last turn, where it came to nothing. It is kept apart and never sent. */
  get interrupted(): InterruptedTurn | undefined {
    return this.#kept.current.interrupted;
  }

  /** Has another client answer from now on. */
  use(client: ConversationClient): this {
    checkConversation({ client }, 'use');
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
  send<
    const Format extends Schema | undefined = undefined,
    Stream extends boolean | undefined = undefined,
    Tools extends readonly (Tool | ProviderTool)[] | undefined = undefined,
  >(options: string | (ChatInput & AnswerShape<Format, Stream, Tools>)): Promise<AnswerOf<Format, Stream, Tools>>;
  async send(input: string | ChatOptions): Promise<never> {
    const options = typeof input === 'string' ? { message: input } : input;
    checkOptions(options, 'chat');
    const { trim = this.#trim, provider } = options;
    refuseReentrant(this);
    const context = this.#context(provider);
    const { signal = context.defaults.signal, notify = context.defaults.notify } = options;
    this.#unread?.['~readOn'](); // it would never end where its reader is gone, or waits for this one
    const leave = await this.#queue.enter(signal);
    try {
      const answer = await takeTurn(
        { ...options, trim },
        { conversation: this, context, notify, kept: this.#kept, leave },
      );
      this.#unread = 'events' in answer ? answer : undefined;
      if (this.#queue.waiting > 0) this.#unread?.['~readOn']();
      return answer as never;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Sets the system prompt in place of the one before; `undefined` or an empty text is none. */
  setSystem(system: string | undefined): void {
    checkConversation({ system }, 'setSystem');
    this.#kept.apply({ system: system ?? '' });
  }

  /**
   * Adds turns at the end, all or none. A system message becomes the system prompt.
   *
   * @throws ConfigurationError for what is no message, and for a system message that is not text
   */
  add(...messages: readonly Message[]): void {
    this.#kept.apply(additionOf(messages));
  }

  /** Forgets the turns and keeps the system prompt. */
  clear(): void {
    this.#kept.apply({ keep: 0 });
  }

  /** Takes back the last message of the user and what came after it, and gives them. */
  undo(): readonly Message[] {
    const { turns } = this.#kept.current;
    const keep = turns.findLastIndex(({ role }) => role === 'user');
    if (keep >= 0) this.#kept.apply({ keep });
    return keep < 0 ? [] : turns.slice(keep);
  }

  /**
   * Puts another message in the place of one of `messages`; those after it stay.
   *
   * @throws ConfigurationError where there is none, or for a message that cannot stand there
   */
  edit(index: number, message: Message): void {
    this.#kept.apply(replacementOf(this.#kept.current, index, message));
  }

  /** Another conversation with the same past and client. What is said in one is not heard in the other. */
  fork(): Conversation {
    return Conversation.fromJSON(this.toJSON(), { client: this.#client, trim: this.#trim });
  }

  /** Lets go of its file, where it has one. Later changes are then refused. */
  close(): void {
    this.#kept.close();
  }

  /** `using conversation = await Conversation.open(…)` closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Everything that it remembers, as JSON that later releases can read. */
  toJSON(): ConversationJSON {
    return historyToJSON(this.#kept.current);
  }

  #context(provider: ModelProvider | Provider | undefined): ClientContext {
    const find = attachedContext(this.#client);
    if (find) return find(provider);
    throw new ConfigurationError("This conversation has no client that answers. Give it one with 'use'.");
  }
}
