import { untilStop, withinLimit } from './limit.ts';
import { fingerprint, type Prompt, question } from './prompt.ts';
import { prose } from './prose.ts';
import { createRandom, nameOf } from './random.ts';
import { sample } from './sample.ts';
import { schemaInText } from './schema-in-text.ts';
import type { Script, Step } from './script.ts';
import { thought } from './thought.ts';
import { countPrompt, tokenize } from './tokens.ts';
import { planCalls } from './tool-use.ts';

/**
 * Writes the answer to a prompt. The same prompt and seed produce the same script on every machine. With a token limit
 * or stop sequence, the script is a prefix of the unlimited one.
 */
export function writeScript(prompt: Prompt): Script {
  const thinking = thought(prompt).map((text): Step => ({ type: 'reasoning', text }));
  const { steps, finishReason, tokens, reasoningTokens } = withinLimit(
    [...thinking, ...answerSteps(prompt)],
    prompt.maxTokens,
  );
  const inputTokens = countPrompt(prompt);
  return {
    steps,
    finishReason,
    usage: {
      inputTokens,
      outputTokens: tokens,
      totalTokens: inputTokens + tokens,
      cachedInputTokens: 0,
      reasoningTokens,
    },
  };
}

function answerSteps(prompt: Prompt): readonly Step[] {
  const calls = planCalls(prompt);
  if (calls.length > 0) {
    const key = fingerprint(prompt);
    return calls.map((call, index) => ({
      type: 'tool-call',
      id: `call_${nameOf(`${key} ${index}`, 24)}`,
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    }));
  }
  return tokenize(untilStop(answerText(prompt), prompt.stop)).map((text) => ({ type: 'text', text }));
}

function answerText(prompt: Prompt): string {
  const asked = question(prompt);
  const schema = prompt.schema ?? (prompt.json ? schemaInText(prompt) : undefined);
  if (schema) return JSON.stringify(sample(schema, { text: asked, label: 'simulated' }));
  if (prompt.json) return JSON.stringify({ simulated: true, question: asked });
  return prose(prompt, createRandom(fingerprint(prompt)));
}
