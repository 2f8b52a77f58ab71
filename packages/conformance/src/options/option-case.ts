import type { GenerateOptions } from '@rephysco/core';
import type { Body, Wire } from './canned-service.ts';

/** Option with a value, and the body content that shows that the value was sent. */
export interface OptionCase {
  /** Row of the table in docs/providers.md, in Markdown. */
  readonly row: string;
  /** Unique name of the case. */
  readonly name: string;
  readonly options: Partial<GenerateOptions>;
  /** Additional options of the request without the tested one. The body is compared with theirs. */
  readonly beside?: Partial<GenerateOptions>;
  /** Names of which a warning must quote one if the body does not contain the value. */
  readonly names: readonly string[];
  /** `true` for options that throw instead of warning: media, tools and schemas are never omitted. */
  readonly throws?: true;
  /**
   * Alternative additions to the body in each protocol. An empty list means that the protocol cannot express the
   * option.
   */
  readonly fields?: Partial<Readonly<Record<Wire, readonly Body[]>>>;
  /** Texts that the body must contain, for options that change messages. */
  readonly texts?: readonly string[];
}

/**
 * Returns the fields with thinking turned off, as alternatives: some models reject a forced tool or a schema while they
 * think.
 */
export const quiet = (fields: Body): readonly Body[] => [
  fields,
  { ...fields, enable_thinking: false },
  { ...fields, thinking: { type: 'disabled' } },
];
