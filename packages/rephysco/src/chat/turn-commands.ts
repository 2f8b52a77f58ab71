import { resolve } from 'node:path';
import { ConfigurationError, type Message, messageText } from '@rephysco/core';
import { safeText } from '../output/safe-text.ts';
import { type ChatCommands, tell } from './command.ts';
import { copy } from './copy.ts';
import { editText } from './input/edit-text.ts';
import type { Session } from './session.ts';

/** Commands for the messages of the conversation. */
export const turnCommands: ChatCommands = {
  attach: {
    takes: 'path|URL',
    about: 'send a file with the next message',
    async run(session, source) {
      if (!source) return tell(session, 'usage: /attach path|URL');
      return tell(session, (await session.attach(source)).join('\n'));
    },
  },
  retry: {
    takes: '',
    about: 'send the last question again',
    run(session) {
      const question = lastQuestion(session);
      if (question === undefined) return tell(session, 'There is no question yet.');
      if (!session.conversation.interrupted) session.conversation.undo();
      return { say: question };
    },
  },
  undo: {
    takes: '',
    about: 'remove the last question and its answer',
    run(session) {
      const gone = session.conversation.undo();
      return tell(
        session,
        gone.length > 0 ? 'Removed the last question and its answer.' : 'The conversation is empty.',
      );
    },
  },
  edit: {
    takes: '[text]',
    about: 'write a message in $EDITOR, starting with the last question',
    async run(session, text, lines) {
      const edited = await editText(text || (lastQuestion(session) ?? ''), session.context.terminal, lines);
      return edited.trim() ? { say: edited } : tell(session, 'The message is empty; nothing was sent.');
    },
  },
  copy: {
    takes: '',
    about: 'copy the last answer to the clipboard',
    async run(session) {
      const answer = lastAnswer(session);
      if (!answer) return tell(session, 'There is no answer yet.');
      return tell(session, await copy(answer, session.context.terminal));
    },
  },
  save: {
    takes: 'path',
    about: 'write the conversation to a Markdown file',
    async run(session, path) {
      if (!path) return tell(session, 'usage: /save path');
      const { writeFile } = await import('node:fs/promises');
      const file = resolve(session.context.terminal.cwd, path);
      await writeFile(file, transcript(session), { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
        const why = cause.code === 'EEXIST' ? 'the file exists already' : cause.message;
        throw new ConfigurationError(`${file} cannot be written: ${why}.`, { cause });
      });
      return tell(session, `saved as ${file}`);
    },
  },
  clear: {
    takes: '',
    about: 'remove all messages; the system prompt stays',
    run(session) {
      session.conversation.clear();
      session.attached.splice(0);
      return tell(session, 'Removed all messages. The system prompt stays.');
    },
  },
  history: {
    takes: '',
    about: 'show the conversation',
    run: (session) => tell(session, safeText(transcript(session)).trimEnd() || 'The conversation is empty.'),
  },
};

/** Returns the last question, even if it was interrupted. */
function lastQuestion({ conversation, lastQuestion: asked }: Session): string | undefined {
  const message = conversation.interrupted?.question ?? conversation.turns.findLast(({ role }) => role === 'user');
  return message ? messageText(message) : asked;
}

/** Returns the last answer, complete or partial. */
function lastAnswer({ conversation }: Session): string | undefined {
  const { interrupted, turns } = conversation;
  if (interrupted) return messageText({ role: 'assistant', content: interrupted.content });
  const message = turns.findLast(({ role }) => role === 'assistant');
  return message && messageText(message);
}

function transcript({ conversation }: Session): string {
  const { messages, interrupted } = conversation;
  const cut: readonly Message[] = interrupted
    ? [...(interrupted.question ? [interrupted.question] : []), { role: 'assistant', content: interrupted.content }]
    : [];
  const all = [...messages, ...cut].map((message) => `## ${message.role}\n\n${messageText(message).trim()}\n`);
  return [...all, ...(interrupted ? [`(interrupted: ${interrupted.reason})\n`] : [])].join('\n');
}
