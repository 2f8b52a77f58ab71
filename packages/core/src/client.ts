import { accountOf } from './accounts.ts';
import { collect } from './answer.ts';
import { mapFinish } from './batches.ts';
import { answerMessage, Conversation } from './conversation.ts';
import { type CountTokensOptions, countRequest, type TokenCount } from './count.ts';
import { embed } from './embed.ts';
import type { StreamEvent } from './events.ts';
import type { ChatOptions, EmbedOptions, GenerateOptions, LLMClientOptions } from './options.ts';
import type { Handler } from './pipeline.ts';
import { merge, prepare } from './prepare.ts';
import type { EmbedResult, Provider } from './provider.ts';
import type { GenerateRequest, GenerateResult } from './request.ts';
import { toRetryOptions } from './retry-loop.ts';
import { type ClientSetup, setUp } from './set-up.ts';
import { withObject } from './structured.ts';
import { openTextStream, type TextStream } from './text-stream.ts';
import { chatOptionNames, checkNames, generateOptionNames } from './validate.ts';

interface Streamed {
  readonly stream: true;
}
interface Whole {
  readonly stream?: false | undefined;
}

/** Asks models, whole or streamed, with or without a history. */
export class LLMClient implements AsyncDisposable {
  /** Whom this client asks. */
  readonly provider: Provider;
  /** The model of calls that name none. */
  readonly model: string;
  /** The history of `chat`. */
  readonly conversation: Conversation;
  readonly #setup: ClientSetup;

  /**
   * @throws ConfigurationError for an unknown provider or option, or a value that cannot work
   */
  constructor(options: LLMClientOptions) {
    this.#setup = setUp(options);
    this.provider = this.#setup.provider;
    this.model = options.model ?? this.provider.defaultModel;
    this.conversation = new Conversation(options.system === undefined ? {} : { system: options.system });
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
    return this.#ask(merge(this.#setup.defaults, options));
  }

  /**
   * Answers a message after those before it. Question and answer enter `conversation` together, once the answer has
   * finished, and so do a new `system` and `clearHistory`: a failed or abandoned turn leaves no trace.
   *
   * @throws what `generate` throws
   */
  chat(message: string): Promise<GenerateResult>;
  chat(options: ChatOptions & Streamed): Promise<TextStream>;
  chat(options: ChatOptions & Whole): Promise<GenerateResult>;
  chat(options: ChatOptions): Promise<GenerateResult | TextStream>;
  async chat(input: string | ChatOptions): Promise<GenerateResult | TextStream> {
    const options = typeof input === 'string' ? { message: input } : input;
    checkNames(options, chatOptionNames, 'chat');
    const { message, clearHistory, system, ...rest } = options;
    const { conversation } = this;
    const before = { system: system ?? conversation.system, messages: clearHistory ? [] : conversation.turns };
    const defaults = { ...this.#setup.defaults, system: undefined };
    return this.#ask(merge(defaults, { ...rest, ...before, prompt: message ?? '' }), (result, { messages }) => {
      if (clearHistory) conversation.clear();
      if (system !== undefined) conversation.setSystem(system);
      const question = messages.at(-1);
      const answer = answerMessage(result);
      if (question && answer) conversation.add(question, answer);
    });
  }

  /**
   * Turns texts into vectors.
   *
   * @throws UnsupportedError when the provider has no embeddings
   */
  embed(options: EmbedOptions): Promise<EmbedResult> {
    return embed(this.provider, options, this.#setup.settings(), this.#setup.defaults);
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

  /** Lets go of connections. Answers that are under way end with an error. */
  async close(): Promise<void> {
    await this.provider.close?.();
  }

  /** `await using client = new LLMClient(…)` closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ask(
    options: GenerateOptions,
    onFinish?: (result: GenerateResult, request: GenerateRequest) => void,
  ): Promise<GenerateResult | TextStream> {
    options.signal?.throwIfAborted();
    const { request, warnings } = await prepare(this.provider, options);
    const handler: Handler = (asked) => warned(this.#setup.handler()(asked), asked, warnings);
    const complete = async (answer: GenerateResult): Promise<GenerateResult> => {
      const result = await withObject(answer, options.schema);
      onFinish?.(result, request);
      return result;
    };
    return request.stream ? openTextStream(request, handler, complete) : complete(await collect(handler(request)));
  }
}

/** Tells what is to be said about the request before it is sent, and again with the answer. */
function warned(
  events: AsyncIterable<StreamEvent>,
  { notify }: GenerateRequest,
  warnings: readonly string[],
): AsyncIterable<StreamEvent> {
  if (warnings.length === 0) return events;
  for (const message of warnings) notify?.({ type: 'warning', message });
  return mapFinish(events, (finish) => ({ ...finish, warnings: [...warnings, ...(finish.warnings ?? [])] }));
}
