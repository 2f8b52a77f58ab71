import type { EmbedLimits } from '../contract/model-info.ts';

/**
 * Splits the inputs of an `embed` call into requests within the limits of the model, in order. An input that alone
 * exceeds a limit becomes its own request, which the service accepts or rejects.
 */
export function splitInputs(input: readonly string[], limits: EmbedLimits = {}): readonly (readonly string[])[] {
  const { inputs = Infinity, tokens = Infinity, bytes = Infinity } = limits;
  // No token is shorter than a byte, so a part of at most `tokens` bytes is always within the limit.
  const maxBytes = Math.min(bytes, tokens);
  const parts: string[][] = [];
  let part: string[] = [];
  let size = 0;
  for (const text of input) {
    const length = Buffer.byteLength(text);
    if (part.length > 0 && (part.length >= inputs || size + length > maxBytes)) {
      parts.push(part);
      part = [];
      size = 0;
    }
    part.push(text);
    size += length;
  }
  parts.push(part);
  return parts;
}
