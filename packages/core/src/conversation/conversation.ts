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
    const { client, messages = [], trim, system = attachedContext(client)?.().defaults.system } = options;
    this.#client = client;
    this.#trim = trim;
    if (system !== undefined) this.setSystem(system);
    if (messages.length > 0) this.add(...messages);
  }

  /**
   * Restores a conversation from the object that `toJSON` returned.
   *
   * @throws ConfigurationError if `json` is not a conversation, or if a newer release wrote it
   */
  static fromJSON(json: unknown, options: Omit<OpenOptions, 'system'> = {}): Conversation {
    checkConversation(options, 'Conversation.fromJSON', ['client', 'trim']);
    const conversation = new Conversation(options);
    conversation.#kept = createHistoryStore(historyFromJSON(json));
    return conversation;
  }

  /**
   * Opens the conversation that is stored in the file at `path`, and creates the file if it is missing. Each change is
   * written at once, so that it survives a crash of the process. `close` closes the file. One process can open it.
   *
   * @throws ConfigurationError if the file is not a conversation, is damaged, is newer or is open in another process
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

  /** Returns the system prompt as the first message, if it is set, and then the turns. The array does not change. */
  get messages(): readonly Message[] {
    const { system, turns } = this.#kept.current;
    return system ? [{ role: 'system', content: system }, ...turns] : turns;
  }

  /** Returns the system prompt. */
  get system(): string | undefined {
    return this.#kept.current.system;
  }

  /** Returns the turns without the system prompt. The array does not change. */
  get turns(): readonly Message[] {
    return this.#kept.current.turns;
  }

  /** Returns the last turn if it failed or was abandoned. It is never sent. */
  get interrupted(): InterruptedTurn | undefined {
    return this.#kept.current.interrupted;
  }

  /** Sets the client that answers the next messages. */
  use(client: ConversationClient): this {
    checkConversation({ client }, 'use');
    this.#client = client;
    return this;
  }

  /**
   * Sends a message together with the history. The history takes the message, the answer, a new `system` and
   * `clearHistory` together, after the answer has finished. A turn that failed or was abandoned is kept as
   * `interrupted`. A message that is sent during another answer waits for the end of that answer.
   *
   * @throws ConfigurationError if the conversation has no client, or if an option is invalid
   * @throws the errors of `LLMClient.generate`
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
    this.#unread?.['~readOn'](); // An unread stream would never end if its reader has left or waits for this call.
    const leave = await this.#queue.enter(signal);
    try {
      const turn = { conversation: this, context, notify, kept: this.#kept, leave };
      const answer = await takeTurn({ ...options, trim }, turn);
      this.#unread = 'events' in answer ? answer : undefined;
      if (this.#queue.waiting > 0) this.#unread?.['~readOn']();
      return answer as never;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Replaces the system prompt. `undefined` and an empty text remove it. */
  setSystem(system: string | undefined): void {
    checkConversation({ system }, 'setSystem');
    this.#kept.apply({ system: system ?? '' });
  }

  /**
   * Adds turns at the end, all or none. A system message becomes the system prompt.
   *
   * @throws ConfigurationError if a message is invalid, or if a system message is not text
   */
  add(...messages: readonly Message[]): void {
    this.#kept.apply(additionOf(messages));
  }

  /** Removes the turns and keeps the system prompt. */
  clear(): void {
    this.#kept.apply({ keep: 0 });
  }

  /** Removes the last message of the user and the messages after it, and returns them. */
  undo(): readonly Message[] {
    const { turns } = this;
    const keep = turns.findLastIndex(({ role }) => role === 'user');
    if (keep >= 0) this.#kept.apply({ keep });
    return keep < 0 ? [] : turns.slice(keep);
  }

  /**
   * Replaces the message at `index` of `messages`. The messages after it stay.
   *
   * @throws ConfigurationError if `index` has no message, or if the new message is invalid there
   */
  edit(index: number, message: Message): void {
    this.#kept.apply(replacementOf(this.#kept.current, index, message));
  }

  /** Returns a copy with the same history and client. Later changes in one do not affect the other. */
  fork(): Conversation {
    return Conversation.fromJSON(this.toJSON(), { client: this.#client, trim: this.#trim });
  }

  /** Closes the file of the conversation, if it has one. Later changes are then rejected. */
  close(): void {
    this.#kept.close();
  }

  /** Calls `close`, for `using conversation = await Conversation.open(path)`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Returns the history and the system prompt as JSON that later releases can read. */
  toJSON(): ConversationJSON {
    return historyToJSON(this.#kept.current);
  }

  #context(provider: ModelProvider | Provider | undefined): ClientContext {
    const find = attachedContext(this.#client);
    if (find) return find(provider);
    throw new ConfigurationError("The conversation has no client. Set one with 'use'.");
  }
}
