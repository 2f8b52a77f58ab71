import { type Prompt, question } from './prompt.ts';
import { tokenize } from './tokens.ts';
import { enumerate, topics } from './topics.ts';

const sentencesOf = { none: 0, minimal: 1, low: 2, medium: 3, high: 5, xhigh: 7 } as const;

/** Returns the reasoning tokens of an answer. More effort produces more tokens. Without the option there are none. */
export function thought(prompt: Prompt): readonly string[] {
  if (!prompt.reasoning || prompt.reasoning.budget === 0) return [];
  const { effort = 'medium', budget = Number.POSITIVE_INFINITY } = prompt.reasoning;
  const about = enumerate(topics(question(prompt)).slice(0, 3)) || 'very little';
  const sentences = [
    `(simulated thinking) The prompt is about ${about}.`,
    prompt.tools?.length ? `There are ${prompt.tools.length} tools to choose from.` : 'No tool is on offer.',
    prompt.schema ? 'The answer has to fit a schema.' : 'The answer may be plain prose.',
    'It should name what was asked before anything else.',
    'It should also say that no model wrote it.',
    'Nothing in the prompt asks for more than a few sentences.',
    'That settles it.',
  ];
  return tokenize(sentences.slice(0, sentencesOf[effort]).join(' ')).slice(0, budget);
}
