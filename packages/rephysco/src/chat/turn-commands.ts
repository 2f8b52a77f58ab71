import { resolve } from 'node:path';
import { ConfigurationError, type Message, messageText } from '@rephysco/core';
import { safeText } from '../output/safe-text.ts';
import { type ChatCommands, tell } from './command.ts';
import { copy } from './copy.ts';
import { editText } from './input/edit-text.ts';
import type { Session } from './session.ts';

/** Commands about what was said. */
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
    about: 'ask the last question again',
    run(session) {
      const question = lastQuestion(session);
      if (question === undefined) return tell(session, 'There is no question yet.');
      if (!session.conversation.interrupted) session.conversation.undo();
      return { say: question };
    },
  },
  undo: {
    takes: '',
    about: 'take the last question and its answer back',
    run(session) {
      const gone = session.conversation.undo();
      return tell(
        session,
        gone.length > 0 ? 'The last question and its answer are forgotten.' : 'Nothing was said yet.',
      );
    },
  },
  edit: {
    takes: '[text]',
    about: 'write a message in $EDITOR, beginning with the last question',
    async run(session, text, lines) {
      const edited = await editText(text || (lastQuestion(session) ?? ''), session.context.terminal, lines);
      return edited.trim() ? { say: edited } : tell(session, 'Nothing was said.');
    },
  },
  copy: {
    takes: '',
    about: 'put the last answer into the clipboard',
    async run(session) {
      const answer = lastAnswer(session);
      if (!answer) return tell(session, 'There is no answer yet.');
      return tell(session, await copy(answer, session.context.terminal));
    },
  },
  save: {
    takes: 'path',
    about: 'write the conversation into a file, as Markdown',
    async run(session, path) {
      if (!path) return tell(session, 'usage: /save path');
      const { writeFile } = await import('node:fs/promises');
      const file = resolve(session.context.terminal.cwd, path);
      await writeFile(file, transcript(session), { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
        const why = cause.code === 'EEXIST' ? 'it exists already' : cause.message;
        throw new ConfigurationError(`${file} cannot be written: ${why}.`, { cause });
      });
      return tell(session, `saved as ${file}`);
    },
  },
  clear: {
    takes: '',
    about: 'forget what was said; the system prompt stays',
    run(session) {
      session.conversation.clear();
      session.attached.splice(0);
      return tell(session, 'Forgotten. The system prompt stays.');
    },
  },
  history: {
    takes: '',
    about: 'show what was said',
    run: (session) => tell(session, safeText(transcript(session)).trimEnd() || 'Nothing was said yet.'),
  },
};

/** The last question, also where it came to no end. */
function lastQuestion({ conversation, lastQuestion: asked }: Session): string | undefined {
  const message = conversation.interrupted?.question ?? conversation.turns.findLast(({ role }) => role === 'user');
  return message ? messageText(message) : asked;
}

/** The last answer, or what had come of it. */
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
