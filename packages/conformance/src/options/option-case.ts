import type { GenerateOptions } from '@rephysco/core';
import type { Body, Wire } from './canned-service.ts';

/** Option with a value, and what a body has to contain so that nothing of the value is lost. */
export interface OptionCase {
  /** Row of the table in docs/providers.md, in Markdown. */
  readonly row: string;
  /** Unique name of the case. */
  readonly name: string;
  readonly options: Partial<GenerateOptions>;
  /** Options of the request that the body is compared with. */
  readonly beside?: Partial<GenerateOptions>;
  /** Names of which a warning has to quote one if the body does not contain the value. */
  readonly names: readonly string[];
  /** Throws instead of warning: media, tools and schemas are never left out. */
  readonly throws?: true;
  /** Additions to the body in each protocol, each of them complete. None: the protocol cannot express the option. */
  readonly fields?: Partial<Readonly<Record<Wire, readonly Body[]>>>;
  /** Texts that the body has to contain, for options that change messages. */
  readonly texts?: readonly string[];
}

/** Some models refuse a forced tool or a schema while they think, which is then turned off. The call did not ask for it. */
export const quiet = (fields: Body): readonly Body[] => [
  fields,
  { ...fields, enable_thinking: false },
  { ...fields, thinking: { type: 'disabled' } },
];
