import type { Conversation, Cost, GenerateResult, LLMClient, Notice, StreamEvent } from '@rephysco/core';
import type { MediaOptions } from '@rephysco/core/middleware';
import { type Attachments, readAttachments } from '../attachments.ts';
import type { Context } from '../settings/context.ts';
import { type AskingFlags, openClient } from '../settings/open-client.ts';
import type { Settings } from '../settings/settings.ts';
import { readStandardInput } from '../terminal/prompt-input.ts';

/** Flags of `chat`, as the parser returns them. */
export interface ChatFlags extends AskingFlags {
  readonly reasoning?: Settings['reasoning'];
  readonly render?: Settings['render'];
  readonly continue?: boolean;
  readonly conversation?: string;
}

/** Total usage of a chat. */
export interface Totals {
  readonly tokens: number;
  readonly cost: Cost | undefined;
}

/** State of a chat: provider, options and conversation. */
export interface Session {
  readonly context: Context;
  readonly conversation: Conversation;
  readonly id: string;
  /** Current flags. Commands change them. */
  flags: ChatFlags;
  readonly provider: string;
  readonly model: string;
  readonly client: LLMClient;
  readonly totals: Totals;
  /** Attachments of the next message. */
  readonly attached: Attachments[];
  /** Last question, answered or not. */
  lastQuestion: string | undefined;
  /** Last answer, complete or partial. */
  lastAnswer: string | undefined;
  /** Sets the provider that answers the next messages. @throws ConfigurationError */
  change(flags: ChatFlags): Promise<void>;
  attach(source: string): Promise<readonly string[]>;
  ask(question: string, hear: Hearing): Promise<GenerateResult>;
  close(): Promise<void>;
}

/** Callbacks for the events of an answer, as they arrive. */
export interface Hearing {
  readonly signal: AbortSignal;
  readonly event: (event: StreamEvent) => void;
  readonly notice: (notice: Notice) => void;
}

/** Starts a chat or continues an existing one. */
export async function openSession(
  flags: ChatFlags,
  context: Context,
  { conversation, id }: Pick<Session, 'conversation' | 'id'>,
): Promise<Session> {
  let asked = await openClient(flags, context, { system: undefined });
  let totals: Totals = { tokens: 0, cost: undefined };
  conversation.use(asked.client);
  const session: Session = {
    context,
    conversation,
    id,
    flags,
    attached: [],
    lastQuestion: undefined,
    lastAnswer: undefined,
    get provider() {
      return asked.provider;
    },
    get model() {
      return asked.model ?? asked.client.model;
    },
    get client() {
      return asked.client;
    },
    get totals() {
      return totals;
    },
    async change(changed) {
      const before = asked;
      asked = await openClient(changed, context, { system: undefined });
      session.flags = changed;
      conversation.use(asked.client);
      await before.client.close();
    },
    async attach(source) {
      const attachments = await readAttachments([source], new Map(), () => readStandardInput(context.terminal));
      session.attached.push(attachments);
      return attachments.notes;
    },
    async ask(question, hear) {
      session.lastQuestion = question;
      session.lastAnswer = '';
      const stream = await conversation.send({
        message: [...session.attached.flatMap(({ texts }) => texts), question].join('\n\n'),
        ...mediaOf(session.attached),
        stream: true,
        signal: hear.signal,
        notify: hear.notice,
      });
      for await (const event of stream.events()) {
        if (event.type === 'text') session.lastAnswer += event.text;
        hear.event(event);
      }
      const result = await stream.result;
      session.attached.splice(0);
      totals = added(totals, result);
      return result;
    },
    async close() {
      conversation.close();
      await asked.client.close();
    },
  };
  return session;
}

function mediaOf(attached: readonly Attachments[]): MediaOptions {
  const of = <Name extends keyof MediaOptions>(name: Name) => attached.flatMap(({ media }) => media[name] ?? []);
  return { images: of('images'), audio: of('audio'), videos: of('videos'), files: of('files') };
}

/** Amounts in different currencies cannot be added: the total restarts with the new currency. */
function added({ tokens, cost }: Totals, { usage, cost: more }: GenerateResult): Totals {
  const sum = tokens + (usage.totalTokens ?? (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
  if (!more || !cost || more.currency !== cost.currency) return { tokens: sum, cost: more ?? cost };
  return {
    tokens: sum,
    cost: { ...more, amount: cost.amount + more.amount, estimated: cost.estimated || more.estimated },
  };
}
