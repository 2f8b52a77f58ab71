import type { ToolDefinition } from '@rephysco/core/provider';
import { hasFreshResults, type Prompt, question } from './prompt.ts';
import { sample } from './sample.ts';
import { keywords, names } from './topics.ts';

/** Tool call that the engine decided to make. */
export interface PlannedCall {
  readonly name: string;
  readonly arguments: unknown;
}

/**
 * Returns the tool calls for a prompt: the tool that `toolChoice` names, at least one if a call is required, otherwise
 * every tool whose name or description shares words with the question. After a tool result there are no calls.
 */
export function planCalls(prompt: Prompt): readonly PlannedCall[] {
  const { tools = [], toolChoice = 'auto', parallelToolCalls = true } = prompt;
  const asked = question(prompt);
  const calls = chosen(tools, toolChoice, asked, hasFreshResults(prompt)).flatMap((tool) => callsOf(tool, asked));
  return parallelToolCalls ? calls : calls.slice(0, 1);
}

function chosen(
  tools: readonly ToolDefinition[],
  choice: NonNullable<Prompt['toolChoice']>,
  asked: string,
  answered: boolean,
): readonly ToolDefinition[] {
  if (typeof choice === 'object') return tools.filter((tool) => tool.name === choice.name);
  const fitting = tools.filter((tool) => fits(tool, asked));
  if (choice === 'required') return fitting.length > 0 ? fitting : tools.slice(0, 1);
  return choice === 'none' || answered ? [] : fitting;
}

function fits(tool: ToolDefinition, asked: string): boolean {
  const words = new Set(keywords(asked));
  const name = tool.name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_.-]/g, ' ');
  const described = new Set(keywords(tool.description ?? ''));
  return (
    asked.includes(tool.name) ||
    keywords(name).some((word) => words.has(word)) ||
    [...described].filter((word) => words.has(word)).length >= 2
  );
}

/** Returns one call, or one per name in the question if the tool has a single text parameter. */
function callsOf(tool: ToolDefinition, asked: string): readonly PlannedCall[] {
  const { required, properties } = tool.parameters as { required?: unknown; properties?: Record<string, unknown> };
  const only = Array.isArray(required) && required.length === 1 ? properties?.[required[0]] : undefined;
  const takesName = (only as { type?: unknown } | undefined)?.type === 'string' && !(only as { enum?: unknown }).enum;
  const found = takesName ? names(asked) : [];
  const hints = found.length > 1 ? found.slice(0, 4).map((name) => [name]) : [found];
  return hints.map((names) => ({ name: tool.name, arguments: sample(tool.parameters, { text: asked, names }) }));
}
