/** What stands where a secret stood. */
const mask = '[redacted]';

/** Words that look like a key even where we do not know the key: `sk-…`, `xai-…`, `AIza…`, `Bearer …`, `?key=…`. */
const keyShapes =
  /\b(?:sk|xai|gsk)-[A-Za-z0-9_*-]{6,}|\bAIza[A-Za-z0-9_-]{10,}|(?<=\bBearer\s)[^\s"',]{6,}|(?<=[?&]key=)[^&\s"']+/g;

/**
 * The text without keys: every given secret (also URL-encoded and in base64) and every word shaped like a key.
 *
 * @param secrets keys in use; empty ones and those under 4 characters are passed over
 */
export function redact(text: string, secrets: readonly (string | undefined)[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (!secret || secret.length < 4) continue;
    const encoded = [encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')];
    for (const form of [secret, ...encoded]) clean = clean.replaceAll(form, mask);
  }
  return clean.replace(keyShapes, mask);
}
