import { messageParts, messageText } from '@rephysco/core';
import { asText } from '../json.ts';
import { describeMedia } from './media.ts';
import { hasFreshResults, type Prompt, question, systemText } from './prompt.ts';
import type { Random } from './random.ts';
import { enumerate, shorten, topics } from './topics.ts';

/** Says what the words are, first of all. */
const notice = '(simulated answer)';

/** An answer in words: what was asked, what came with it, and a few sentences around its topics. */
export function prose(prompt: Prompt, random: Random): string {
  const results = hasFreshResults(prompt) ? toolResults(prompt) : undefined;
  const context = [systemNotice(prompt), describeMedia(prompt), historyNotice(prompt)];
  const sentences = results ? [results] : [opening(prompt, random), ...context, ...body(prompt, random)];
  return [notice, ...sentences.filter((sentence) => sentence !== undefined)].join(' ');
}

function opening(prompt: Prompt, random: Random): string {
  const asked = question(prompt);
  const about = topics(asked).slice(0, 3);
  if (about.length === 0) return asked === '' ? 'You sent no words.' : `You wrote “${shorten(asked, 80)}”.`;
  const subject = enumerate(about);
  return random.pick([
    `You asked about ${subject}.`,
    `Your question is about ${subject}.`,
    `This is about ${subject}.`,
    `You want to hear about ${subject}.`,
  ]);
}

function body(prompt: Prompt, random: Random): readonly string[] {
  const [first = 'your question', second = 'what follows from it'] = topics(question(prompt));
  return [
    random.pick([
      `A model would begin with ${first}, since the rest leans on it.`,
      `There are three things to say about ${first}: what it is, what it is not, and why anybody wants it.`,
      `The short version of ${first} fits on a postcard; the long one fills shelves.`,
      `Most introductions to ${first} start too late, so a model would start one step earlier.`,
    ]),
    random.pick([
      `From there it is a small step to ${second}, and that is where an example helps more than a definition.`,
      `It is worth keeping ${first} and ${second} apart, because the two are easily confused.`,
      `Then comes ${second}, which looks difficult only until one has seen it done once.`,
      `After that, ${second} more or less explains itself.`,
    ]),
    random.pick([
      'These sentences are put together from your words by rule, so that text can stream without a key and without cost.',
      'No model has read this: the simulator arranges your own words, which is quick, free and always the same.',
      'What you are reading is made on this machine from your prompt alone, and the same prompt gives it again.',
    ]),
  ];
}

function systemNotice(prompt: Prompt): string | undefined {
  const text = systemText(prompt);
  return text === '' ? undefined : `The system prompt says “${shorten(text, 120)}”.`;
}

function historyNotice(prompt: Prompt): string | undefined {
  const asked = prompt.messages.filter((message) => message.role === 'user').map(messageText);
  const before = asked.at(-2);
  return before === undefined
    ? undefined
    : `Before that (this is turn ${asked.length}) you said “${shorten(before, 120)}”.`;
}

function toolResults(prompt: Prompt): string {
  const from = prompt.messages.findLastIndex((message) => message.role !== 'tool') + 1;
  const results = prompt.messages
    .slice(from)
    .flatMap((message) =>
      messageParts(message).flatMap((part) =>
        part.type === 'tool-result' ? [`${part.name || 'the tool'} says ${shorten(asText(part.output), 400)}`] : [],
      ),
    );
  const about = topics(question(prompt)).slice(0, 2);
  return `${about.length > 0 ? `About ${enumerate(about)}: ` : ''}${enumerate(results)}.`;
}
