import { accountOf } from './account/accounts.ts';
import { type ClientSetup, setUp } from './call/client-context.ts';
import { type CountTokensOptions, countRequest, type TokenCount } from './call/count-tokens.ts';
import { embed } from './call/embed.ts';
import { ask } from './call/generate.ts';
import { merge, prepare } from './call/prepare-request.ts';
import { createOthers, type Others } from './call/provider-contexts.ts';
import type { EmbedResult, ModelProvider, Provider } from './contract/provider.ts';
import type { GenerateResult } from './contract/result.ts';
import type { Cost } from './contract/usage.ts';
import { Conversation } from './conversation/conversation.ts';
import type { Answering, ConversationOptions } from './conversation/conversation-options.ts';
import { toRetryOptions } from './middleware/retry-loop.ts';
import { checkNames } from './options/check-option-names.ts';
import type { ChatOptions, EmbedOptions, GenerateOptions, LLMClientOptions } from './options/options.ts';
import { generateOptionNames } from './options/validate-options.ts';
import type { TextStream } from './stream/text-stream.ts';
import { plainName } from './util/names.ts';

interface Streamed {
  readonly stream: true;
}
interface Whole {
  readonly stream?: false | undefined;
}

/** Asks models, whole or streamed, with or without a history. */
export class LLMClient implements Answering, AsyncDisposable {
  /** Whom this client asks. */
  readonly provider: Provider;
  /** The model of calls that name none. */
  readonly model: string;
  /** The history of `chat`. */
  readonly conversation: Conversation;
  readonly #setup: ClientSetup;
  readonly #others: Others;

  /**
   * @throws ConfigurationError for an unknown provider or option, or a value that cannot work
   */
  constructor(options: LLMClientOptions) {
    this.#setup = setUp(options);
    this.provider = this.#setup.provider;
    this.model = options.model ?? this.provider.defaultModel;
    this.conversation = this.startConversation();
    this.#others = createOthers(options);
  }

  /**
   * Answers a prompt.
   *
   * @returns the whole answer; with `stream: true` a `TextStream`, once its first piece is here
   * @throws ConfigurationError, UnsupportedError before anything is sent
   * @throws ProviderError when the provider fails; the signal's own reason when it aborts
   */
  generate(prompt: string): Promise<GenerateResult>;
  generate(options: GenerateOptions & Streamed): Promise<TextStream>;
  generate(options: GenerateOptions & Whole): Promise<GenerateResult>;
  generate(options: GenerateOptions): Promise<GenerateResult | TextStream>;
  async generate(input: string | GenerateOptions): Promise<GenerateResult | TextStream> {
    const options = typeof input === 'string' ? { prompt: input } : input;
    checkNames(options, generateOptionNames, 'generate');
    return ask(this.#setup, merge(this.#setup.defaults, options));
  }

  /**
   * Sends a message to `conversation`.
   *
   * @throws what `generate` throws
   */
  chat(message: string): Promise<GenerateResult>;
  chat(options: ChatOptions & Streamed): Promise<TextStream>;
  chat(options: ChatOptions & Whole): Promise<GenerateResult>;
  chat(options: ChatOptions): Promise<GenerateResult | TextStream>;
  chat(input: string | ChatOptions): Promise<GenerateResult | TextStream> {
    return this.conversation.send(input);
  }

  /** Another conversation with this client, besides `conversation`. Default `system`: the client's. */
  startConversation({ system = this.#setup.defaults.system, ...rest }: ConversationOptions = {}): Conversation {
    return new Conversation({ system, client: this, ...rest });
  }

  /**
   * Turns texts into vectors.
   *
   * @throws UnsupportedError when the provider has no embeddings
   * @throws BudgetExceededError where the client's budget has not enough left, before anything is sent
   */
  embed(options: EmbedOptions): Promise<EmbedResult> {
    const { defaults, ledger } = this.#setup;
    return embed(this.provider, options, this.#setup.settings(), { defaults, ledger });
  }

  /** Counts the input tokens of a call without making it; with `method: 'endpoint'` the provider is asked. */
  async countTokens(input: string | GenerateOptions, options: CountTokensOptions = {}): Promise<TokenCount> {
    const asked = typeof input === 'string' ? { prompt: input } : input;
    checkNames(asked, generateOptionNames, 'countTokens');
    checkNames(options, ['method'], 'countTokens');
    const { request } = await prepare(this.provider, merge(this.#setup.defaults, asked));
    const retries = toRetryOptions(this.#setup.settings(), accountOf(this.provider).retries);
    return countRequest(this.provider, request, options, retries);
  }

  /** What the calls of this client have cost, where it has a `budget`; the worst case where nobody knows. */
  get spent(): Cost | undefined {
    return this.#setup.ledger?.spent;
  }

  /** Lets go of connections. Answers that are under way end with an error. */
  async close(): Promise<void> {
    await Promise.all([this.#setup.close(), this.#others.close()]);
  }

  /** How a conversation asks. @internal */
  '~setup'(provider: ModelProvider | Provider = this.provider): ClientSetup {
    const { name } = this.provider;
    const isOwn = typeof provider === 'string' ? plainName(provider) === plainName(name) : provider === this.provider;
    return isOwn ? this.#setup : this.#others.get(provider);
  }

  /** `await using client = new LLMClient(…)` closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
