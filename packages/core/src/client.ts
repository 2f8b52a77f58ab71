import { limitsOf } from './account/accounts.ts';
import type { BatchInput, BatchItems, BatchResultOf } from './batch/batch-input.ts';
import type { BatchOptions, BatchRun } from './batch/batch-types.ts';
import { startBatch } from './batch/start-batch.ts';
import type { AnswerOf, AnswerShape, StreamedAnswer } from './call/answer-types.ts';
import { attachContext } from './call/attached-context.ts';
import { type ClientContext, createClientContext } from './call/client-context.ts';
import { type CountTokensOptions, countTokens, type TokenCount } from './call/count-tokens.ts';
import { embed } from './call/embed.ts';
import { generate } from './call/generate.ts';
import { createOtherContexts, type OtherContexts } from './call/other-contexts.ts';
import { withDefaults } from './call/prepare-request.ts';
import { withProvider } from './call/qualified-model.ts';
import { streamNow } from './call/stream.ts';
import type { Budget } from './contract/budget.ts';
import type { CallLedger } from './contract/call-ledger.ts';
import type { EmbedResult, Provider } from './contract/provider.ts';
import type { ModelLimits } from './contract/rate-limit.ts';
import type { GenerateResult } from './contract/result.ts';
import type { Schema } from './contract/schema.ts';
import type { ProviderTool, Tool } from './contract/tool.ts';
import type { Cost } from './contract/usage.ts';
import { Conversation } from './conversation/conversation.ts';
import type { ConversationClient, ConversationOptions } from './conversation/conversation-options.ts';
import { mapCalls } from './map/map.ts';
import type { MapCall, MapInputs, MapOptions, MapRun, MapSettings } from './map/map-types.ts';
import { checkNames } from './options/check-option-names.ts';
import { checkOptions } from './options/check-options.ts';
import type { LLMClientOptions, QualifiedClientOptions } from './options/client-options.ts';
import type { ChatInput, ChatOptions, EmbedOptions, GenerateInput, GenerateOptions } from './options/options.ts';
import type { TextStream } from './stream/text-stream.ts';

/**
 * Calls the models of one provider: whole or streamed answers, conversations, embeddings and token counts.
 *
 * @typeParam Name name of the provider, for the types of its models and options
 * @example
 * const client = new LLMClient({ provider: 'openai' });
 * const { text } = await client.generate('Explain quantum computing in simple terms.');
 */
export class LLMClient<Name extends string = string> implements ConversationClient, AsyncDisposable {
  /** Provider that this client calls. */
  readonly provider: Provider;
  /** Model of calls without the option `model`. */
  readonly model: string;
  readonly #context: ClientContext;
  readonly #others: OtherContexts;
  #conversation: Conversation | undefined;

  /**
   * Creates a client. Sends no request.
   *
   * @throws ConfigurationError for an unknown provider or option, or an invalid value
   */
  constructor(options: LLMClientOptions<Name> | QualifiedClientOptions) {
    const complete = withProvider(options as LLMClientOptions<never>);
    this.#context = createClientContext(complete);
    this.provider = this.#context.provider;
    this.model = complete.model ?? this.provider.defaultModel;
    this.#others = createOtherContexts(complete, this.#context);
    attachContext(this, this.#others.get);
  }

  /** History of `chat`. */
  get conversation(): Conversation {
    this.#conversation ??= this.startConversation();
    return this.#conversation;
  }

  /**
   * Returns the answer to a prompt.
   *
   * @returns the whole answer; with `stream: true` a `TextStream`, as soon as its first chunk has arrived
   * @throws ConfigurationError or UnsupportedError before a request is sent
   * @throws ProviderError if the provider fails; the reason of `signal` if it is aborted
   * @example
   * const { text } = await client.generate({ prompt: 'Write a haiku.', temperature: 1 });
   */
  generate(prompt: string): Promise<GenerateResult>;
  generate<
    const Format extends Schema | undefined = undefined,
    Stream extends boolean | undefined = undefined,
    Tools extends readonly (Tool | ProviderTool)[] | undefined = undefined,
  >(options: GenerateInput<Name> & AnswerShape<Format, Stream, Tools>): Promise<AnswerOf<Format, Stream, Tools>>;
  generate(input: string | GenerateOptions<Name>): Promise<never> {
    return generate(this.#context, () => this.#checked(input as GenerateOptions)) as Promise<never>;
  }

  /**
   * Returns the answer to a prompt as a stream, without waiting for its first chunk. Errors, also those of options, are
   * thrown by the loop and by `result`.
   *
   * @example
   * for await (const chunk of client.stream('Write a haiku.')) process.stdout.write(chunk);
   */
  stream(prompt: string): TextStream;
  stream<
    const Format extends Schema | undefined = undefined,
    Tools extends readonly (Tool | ProviderTool)[] | undefined = undefined,
  >(options: GenerateInput<Name> & AnswerShape<Format, boolean | undefined, Tools>): StreamedAnswer<Format, Tools>;
  stream(input: string | GenerateOptions<Name>): never {
    return streamNow(this.#context, () => this.#checked(input as GenerateOptions, 'stream')) as never;
  }

  /**
   * Sends a message in `conversation`.
   * @throws what `generate` throws
   * @example
   * await client.chat('My name is Ada.');
   * const { text } = await client.chat('What is my name?');
   */
  chat(message: string): Promise<GenerateResult>;
  chat<
    const Format extends Schema | undefined = undefined,
    Stream extends boolean | undefined = undefined,
    Tools extends readonly (Tool | ProviderTool)[] | undefined = undefined,
  >(options: ChatInput<Name> & AnswerShape<Format, Stream, Tools>): Promise<AnswerOf<Format, Stream, Tools>>;
  chat(input: string | ChatOptions<Name>): Promise<never> {
    return this.conversation.send(input as ChatOptions) as Promise<never>;
  }

  /**
   * Creates a conversation with this client.
   * @param options options of the conversation. `system` defaults to that of the client
   */
  startConversation({ system = this.#context.defaults.system, ...rest }: ConversationOptions = {}): Conversation {
    return new Conversation({ system, client: this, ...rest });
  }

  /**
   * Returns vectors for texts, in order. Long lists are sent in several requests, within the limits of the model.
   * @throws UnsupportedError if the provider has no embeddings
   * @throws BudgetExceededError if the budget may not suffice; no request was sent
   * @example
   * const { embeddings } = await client.embed(['first text', 'second text']);
   */
  async embed(input: string | readonly string[] | EmbedOptions<Name>): Promise<EmbedResult> {
    return embed(this.#context, input as string | EmbedOptions);
  }

  /**
   * Counts the input tokens of a call without making it. Counts locally unless `method` is `endpoint`.
   * @throws UnsupportedError if `method` is `endpoint` and the provider has no token counter
   */
  async countTokens(input: string | GenerateOptions, options: CountTokensOptions = {}): Promise<TokenCount> {
    checkNames(options, ['method'], 'countTokens');
    return countTokens(this.#context, this.#checked(input, 'countTokens'), options);
  }

  /**
   * Makes one call for each input, several concurrently, and returns the outcomes, including errors, in the order of
   * the inputs. `options` applies to all calls, or is a function that returns the prompt or the options of one call.
   */
  map<Input = string | MapCall>(inputs: MapInputs<Input>, options?: MapOptions<Input>, settings?: MapSettings): MapRun {
    const { signal } = this.#context.defaults;
    return mapCalls((call) => this.generate(call as GenerateInput<Name>), inputs, options, settings, signal);
  }

  /**
   * Makes one call for each item of a list or a file, and returns the outcomes in the order of the items. With the
   * option `journal` or `output`, the same call resumes after a crash without sending finished items again.
   */
  batch<Input = BatchInput>(items: BatchItems<Input>, options?: BatchOptions): BatchRun<BatchResultOf<Input>> {
    const { provider, model } = this;
    const calls = (max?: Budget): never => (max ? new LLMClient(this.#others.shared(provider, max)) : this) as never;
    const shared = { defaults: this.#context.defaults, detached: this.#others.detached };
    return startBatch({ provider: provider.name, model, calls, service: provider.batch, ...shared }, items, options);
  }

  /** Returns known rate limits of the models that were called with this API key, and the number of waiting calls. */
  limits(): readonly ModelLimits[] {
    return limitsOf(this.provider);
  }

  /** Record of every request of this client with its cost range, including failed, aborted and abandoned requests. */
  get ledger(): CallLedger {
    return this.#context.callLedger;
  }

  /** Cost of the calls of this client so far, if it has a `budget`. Calls of unknown cost count with their maximum. */
  get spent(): Cost | undefined {
    return this.#context.budgetLedger()?.spent;
  }

  /** Closes connections. Answers in progress end with an error. */
  async close(): Promise<void> {
    await Promise.all([this.#context.close(), this.#others.close()]);
  }

  /** Closes the client: `await using client = new LLMClient(…)`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checked(input: string | GenerateOptions, where = 'generate'): GenerateOptions {
    const options = typeof input === 'string' ? { prompt: input } : input;
    checkOptions(options, 'generate', where);
    return withDefaults(this.#context.defaults, options);
  }
}
