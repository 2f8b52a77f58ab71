import type { ModelInfo } from '@rephysco/core';

/** What a model accepts, as far as its family and generation tell. */
export interface Traits {
  /** How thinking is turned on: `both` accepts an effort and a budget. */
  readonly thinking: 'adaptive' | 'both' | 'budget' | 'none';
  /** The value of `thinking.type` for effort `none`. Absent for a model that always thinks. */
  readonly off: 'disabled' | 'between_tools' | undefined;
  /** Whether the model thinks unless it is told not to. */
  readonly thinksByDefault: boolean;
  /** Whether thinking has no text unless a request asks for summaries. */
  readonly hidesThinking: boolean;
  /** Whether `temperature` and `top_p` are accepted, together or one of them. */
  readonly sampling: 'both' | 'one' | 'none';
  /** Whether `tool_choice` may force a tool. */
  readonly forcedTools: boolean;
  /** Whether thinking of another model is refused. */
  readonly boundThinking: boolean;
}

/**
 * Returns the traits of a model. The id tells them, so that dated ids and models that are not in the table have them too.
 * An unknown name has the traits of a model that refuses nothing.
 *
 * Source: https://platform.claude.com/docs/en/models (pages on what is new), read 2026-11-30.
 */
export function traitsOf({ id }: Pick<ModelInfo, 'id'>): Traits {
  const { family, generation } = readName(id);
  const always = family === 'fable' || family === 'mythos';
  const newest = family !== 'haiku' && generation >= (always ? 5.1 : 5.5) && generation < Number.POSITIVE_INFINITY;
  const known = family !== '';
  return {
    thinking:
      !known || generation >= 4.7 ? 'adaptive' : generation === 4.6 ? 'both' : generation >= 3.7 ? 'budget' : 'none',
    off: always || (newest && family === 'opus') ? undefined : newest ? 'between_tools' : 'disabled',
    thinksByDefault: known && generation >= 5,
    hidesThinking: known && generation >= 4.7,
    sampling: !known || generation < 4.1 ? 'both' : generation < 4.7 ? 'one' : 'none',
    forcedTools: !newest,
    boundThinking: newest,
  };
}

/** Reads `claude-opus-4-6` and the older `claude-3-7-sonnet`. Dates have more than two digits. */
function readName(id: string): { readonly family: string; readonly generation: number } {
  const families = 'opus|sonnet|haiku|fable|mythos';
  const version = String.raw`(\d)(?:[-.](\d{1,2})(?!\d))?`;
  const later = new RegExp(`(${families})-${version}`, 'i').exec(id);
  const earlier = new RegExp(`claude-${version}-(${families})`, 'i').exec(id);
  const [family = '', major, minor = '0'] = later
    ? [later[1], later[2], later[3]]
    : [earlier?.[3], earlier?.[1], earlier?.[2]];
  return {
    family: family.toLowerCase(),
    generation: family === '' ? Number.POSITIVE_INFINITY : Number(`${major}.${minor}`),
  };
}
