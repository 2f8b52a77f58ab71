import type { ErrorBody } from './error-body.ts';

/** Messages of services that refuse a request because it does not fit into the context window of the model. */
const overflow: readonly RegExp[] = [
  /maximum context length|max(?:imum)? (?:prompt|input|sequence) length|max_seq_len|max_model_len/i,
  /context[ _](?:length|window|size)[^.]{0,60}(?:exceed|too (?:long|large|small)|overflow)/i,
  /(?:exceed|longer than|larger than|too (?:long|large) for|over|beyond)[^.]{0,60}context[ _](?:length|window|size|limit)/i,
  /(?:prompt|input|request|conversation) is too long/i,
  /(?:prompt|input)(?: text)? (?:length )?exceeds? (?:the )?max(?:imum)?/i,
  /input (?:token )?(?:count|length)[^.]{0,40}exceeds/i,
  /range of input length should be/i,
  /exceed(?:ed|s)? (?:the )?model(?:'s)? (?:token|maximum|context)/i,
  /too large for model with \d+ maximum context/i,
  /(?:reduce|shorten) (?:the length of )?(?:the |your )?(?:messages|prompt|input)\b/i,
  /inputs?`? tokens \+ `?max_new_tokens`? must be/i,
  /too many (?:input |prompt )?tokens in (?:the )?(?:prompt|input|request)/i,
  /number of (?:input |prompt )?tokens[^.]{0,60}exceed/i,
];

/** Matches limits of another kind: tokens per minute, quotas, and the size of the answer. */
const others =
  /tokens per (?:min|day|hour|second)|\b[TR]PM\b|\bTPD\b|rate limit|token rate|quota|completion tokens\.?$|data_inspection/i;

/** Returns `true` for the error of a request that does not fit into the context window. */
export function isContextOverflow({ message, code, type }: ErrorBody, status: number | undefined): boolean {
  if (
    /context_?length_?exceeded|exceed_?context_?size|context_?window_?exceeded|context_?overflow/i.test(
      `${code} ${type}`,
    )
  ) {
    return true;
  }
  if (status === 401 || status === 403 || status === 404 || status === 429 || others.test(message)) return false;
  return overflow.some((each) => each.test(message));
}
