import { isMediaPart, type MediaKind, type MediaPart, type Message, messageParts } from '../contract/message.ts';

const nouns: Readonly<Record<MediaKind, string>> = {
  image: 'an image',
  audio: 'a recording',
  video: 'a video',
  file: 'a file',
};

/** The text of an answer of the past, with a note for a medium in it: these protocols take media from users alone. */
export function withNote(text: string, { type }: MediaPart): string {
  const note = `[Here was ${nouns[type]} that you had made.]`;
  return text === '' ? note : `${text}\n${note}`;
}

/** Says of which media in answers of the past a note is sent, a sentence for each kind. */
export function pastMediaWarnings(messages: readonly Message[]): readonly string[] {
  const answers = messages.filter(({ role }) => role === 'assistant');
  const kinds = new Set(answers.flatMap((answer) => messageParts(answer).filter(isMediaPart)).map(({ type }) => type));
  return [...kinds].map((kind) => `No ${kind} of an earlier answer can be sent here: a note stands in its place.`);
}
