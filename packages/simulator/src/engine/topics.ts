import { byAlphabet } from './alphabet.ts';

// Common words that do not describe the topic of a text.
const fillers = new Set(
  `a about above after again all also am an and any anything are as ask at be because been before being between both
  but by can cannot could did do does doing don down during each explain few find for from further get give go had has
  have having he hello help her here hers hi him his how i if in into is it its just know let like list look make many
  may me might more most much must my need no nor not now of off on once only or other our out over own please same
  say see she should show so some something such tell than thank thanks that the their them then there these they
  thing things this those through to too tool tools under until up us use using very want was we were what when where
  which while who whom why will with word words would write yes you your yours return returns current given`.split(
    /\s+/,
  ),
);

const word = byAlphabet(
  /[a-z\d][a-z\d'’+#.-]*[a-z\d+#]|[a-z\d]/gi,
  () => /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’+#.-]*[\p{L}\p{M}\p{N}+#]|[\p{L}\p{N}]/gu,
);

const border = byAlphabet(/[^a-z\d\s'’+#.-]+|[.!?]\s/i, () => /[^\p{L}\p{M}\p{N}\s'’+#.-]+|[.!?]\s/u);

/** Returns the words of a text in lower case and singular, without filler words. */
export function keywords(text: string): readonly string[] {
  const lower = text.toLowerCase();
  return (lower.match(word(lower)) ?? []).filter((each) => !fillers.has(each)).map(singular);
}

/** Returns the topics of a text: at most six distinct runs of significant words, in order. */
export function topics(text: string): readonly string[] {
  const found = new Map<string, string>();
  const read = text.slice(0, 4000);
  for (const clause of read.split(border(read))) {
    for (const run of runs(clause)) {
      const topic = shorten(run, 48);
      if (!found.has(topic.toLowerCase())) found.set(topic.toLowerCase(), topic);
    }
  }
  return [...found.values()].slice(0, 6);
}

/** Returns names in a text: quoted words, and capitalised words that do not only begin a sentence. */
export function names(text: string): readonly string[] {
  const quoted = [...text.matchAll(/["“'‘]([^"”'’\n]{1,60})["”'’](?![\p{L}])/gu)].map((match) => match[1] ?? '');
  const capitalised = [...text.matchAll(/(?<=[^\s.!?:]\s+)\p{Lu}[\p{L}\p{N}'’-]*(?: \p{Lu}[\p{L}\p{N}'’-]*)*/gu)]
    .map((match) => match[0])
    .filter((each) => !fillers.has(each.toLowerCase()));
  return [...new Set([...quoted, ...capitalised])];
}

/** Returns the numbers in a text, in order. */
export function numbers(text: string): readonly number[] {
  return (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number).filter(Number.isFinite);
}

/** Returns at most `length` characters on one line. An ellipsis marks omitted text. */
export function shorten(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, 2 * length + 2));
  return characters.length <= length && line.length <= 2 * length + 2
    ? line
    : `${characters.slice(0, length - 1).join('')}…`;
}

/** Joins items with commas and `and`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function runs(clause: string): readonly string[] {
  const found: string[][] = [[]];
  for (const each of clause.match(word(clause)) ?? []) {
    if (fillers.has(each.toLowerCase())) found.push([]);
    else found.at(-1)?.push(each);
  }
  return found.filter((run) => run.length > 0).map((run) => run.slice(0, 4).join(' '));
}

function singular(each: string): string {
  return each.length > 3 && each.endsWith('s') && !each.endsWith('ss') ? each.slice(0, -1) : each;
}
