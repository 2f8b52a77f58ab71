import { messageParts, messageText } from '@rephysco/core';
import { asText } from '../json.ts';
import { formatted } from './formatted.ts';
import { describeMedia } from './media.ts';
import { hasFreshResults, type Prompt, question, systemText } from './prompt.ts';
import type { Random } from './random.ts';
import { enumerate, shorten, topics } from './topics.ts';

/** First words of every answer. */
const notice = '(simulated answer)';

/** Returns an answer in words: it mentions the question and the attachments, and adds a paragraph about the topics. */
export function prose(prompt: Prompt, random: Random): string {
  if (hasFreshResults(prompt)) return `${notice} ${toolResults(prompt)}`;
  const about = topics(question(prompt));
  const context = [systemNotice(prompt), describeMedia(prompt), historyNotice(prompt)];
  const first = [notice, opening(prompt, about, random), ...context.filter((sentence) => sentence !== undefined)];
  const paragraphs = [first.join(' '), [...body(about, random), origin(random)].join(' ')];
  const all = lengthened(paragraphs, wantedWords(question(prompt)), about, random);
  return [...all, ...formatted(question(prompt), about)].join('\n\n');
}

/** Maximum number of words of an answer. */
const mostWords = 100_000;

/** Returns the number of words that the question requests, as in `an essay of 500 words`, or 0. */
function wantedWords(asked: string): number {
  const [, count = '0'] = /(\d[\d,]{0,8})[ -](?:\w+ )?words?\b/i.exec(asked) ?? [];
  return Math.min(Number(count.replaceAll(',', '')), mostWords);
}

/** Adds paragraphs, each about another topic, until the answer has `words` words. */
function lengthened(
  paragraphs: readonly string[],
  wanted: number,
  about: readonly string[],
  random: Random,
): readonly string[] {
  const all = [...paragraphs];
  let words = all.join(' ').split(' ').length;
  for (let turn = 1; words < wanted; turn += 1) {
    const turned = about.map((_, index) => about[(index + turn) % about.length] ?? '');
    const paragraph = [...body(turned, random), ...body(turned, random)].join(' ');
    words += paragraph.split(' ').length;
    all.push(paragraph);
  }
  return all;
}

function opening(prompt: Prompt, about: readonly string[], random: Random): string {
  const asked = question(prompt);
  if (about.length === 0) return asked === '' ? 'You sent no words.' : `You wrote ${quoted(asked)}.`;
  const subject = enumerate(about.slice(0, 3));
  return random.pick([
    `You asked about ${subject}.`,
    `Your question is about ${subject}.`,
    `This is about ${subject}.`,
    `You want to hear about ${subject}.`,
  ]);
}

function body([first, second]: readonly string[], random: Random): readonly string[] {
  if (first === undefined) return ['Ask about something, and it will be named here.'];
  const next = second ?? 'what follows from it';
  return [
    random.pick([
      `A model would begin with ${first}, since the rest leans on it.`,
      `There are three things to say about ${first}: what it is, what it is not, and why anybody wants it.`,
      `The short version of ${first} fits on a postcard; the long one fills shelves.`,
      `Most introductions to ${first} start too late, so a model would start one step earlier.`,
    ]),
    random.pick([
      `From there it is a small step to ${next}, and an example helps more than a definition.`,
      `It is worth keeping ${first} apart from ${next}, because the two are easily confused.`,
      `Then comes ${next}, which looks difficult only until one has seen it done once.`,
      `After that, ${next} more or less explains itself.`,
    ]),
    random.pick([
      'The details matter less than the order in which they are told.',
      'Whoever remembers one sentence of this should remember that one.',
      'There are exceptions, as there always are, and they can wait.',
      'The rest is practice.',
    ]),
  ];
}

function origin(random: Random): string {
  return random.pick([
    'These sentences are put together from your words by rule, so that text can stream without a key and without cost.',
    'No model has read this: the simulator arranges your own words, which is quick, free and always the same.',
    'What you are reading is made on this machine from your prompt alone, and the same prompt gives it again.',
  ]);
}

function systemNotice(prompt: Prompt): string | undefined {
  const text = systemText(prompt);
  return text === '' ? undefined : `The system prompt says ${quoted(text)}.`;
}

function historyNotice(prompt: Prompt): string | undefined {
  const asked = prompt.messages.filter((message) => message.role === 'user').map(messageText);
  const before = asked.at(-2);
  return before === undefined
    ? undefined
    : `This is turn ${asked.length}; in the one before you said ${quoted(before)}.`;
}

function toolResults(prompt: Prompt): string {
  const from = prompt.messages.findLastIndex((message) => message.role !== 'tool') + 1;
  const results = prompt.messages.slice(from).flatMap((message) =>
    messageParts(message).flatMap((part) => {
      const name = part.type === 'tool-result' && part.name !== '' ? part.name : 'The tool';
      return part.type === 'tool-result' ? [`${name} says ${shorten(asText(part.output), 400)}.`] : [];
    }),
  );
  const about = topics(question(prompt)).slice(0, 2);
  return [...(about.length > 0 ? [`You asked about ${enumerate(about)}.`] : []), ...results].join(' ');
}

/** Returns the beginning of a text in quotation marks, without a trailing full stop. */
function quoted(text: string): string {
  return `“${shorten(text, 120).replace(/\.$/, '')}”`;
}
