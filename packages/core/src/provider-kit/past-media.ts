import { isMediaPart, type MediaKind, type MediaPart, type Message, messageParts } from '../contract/message.ts';

const nouns: Readonly<Record<MediaKind, string>> = {
  image: 'an image',
  audio: 'a recording',
  video: 'a video',
  file: 'a file',
};

/** Adds a note for a medium to the text of an earlier answer, because these protocols accept media only from users. */
export function withNote(text: string, { type }: MediaPart): string {
  const note = `[Here was ${nouns[type]} that you had made.]`;
  return text === '' ? note : `${text}\n${note}`;
}

/** Returns a warning for each kind of media in earlier answers that a note replaces. */
export function pastMediaWarnings(messages: readonly Message[]): readonly string[] {
  const answers = messages.filter(({ role }) => role === 'assistant');
  if (answers.length === 0) return [];
  const kinds = new Set(answers.flatMap((answer) => messageParts(answer).filter(isMediaPart)).map(({ type }) => type));
  return [...kinds].map((kind) => `The API accepts no ${kind} in earlier answers. A note replaces it in the request.`);
}
