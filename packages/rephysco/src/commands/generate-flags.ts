import type { AskingFlags } from '../settings/open-client.ts';
import type { Settings } from '../settings/settings.ts';
import type { PromptFlags } from './generate-request.ts';

/** Flags of `generate`, as the parser returns them. */
export interface GenerateFlags extends AskingFlags, PromptFlags {
  readonly stream: boolean;
  readonly usage?: boolean;
  readonly extract?: boolean;
  readonly reasoning?: Settings['reasoning'];
  readonly render?: Settings['render'];
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly dryRun?: boolean;
  readonly each?: boolean;
  readonly concurrency?: number;
}
