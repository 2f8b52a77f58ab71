import { UnsupportedError } from '../contract/errors.ts';
import type { MediaKind, MediaPart } from '../contract/message.ts';

/**
 * Checks that a protocol has a form for a media part. Core checks the models that it knows; this covers all others.
 *
 * @throws UnsupportedError for a kind that is not accepted
 */
export function acceptMedia({ type }: MediaPart, accepted: readonly MediaKind[], provider: string): void {
  if (accepted.includes(type)) return;
  throw new UnsupportedError(
    `${provider} does not support ${type} input. No request was sent. Remove the ${type} part.`,
  );
}
