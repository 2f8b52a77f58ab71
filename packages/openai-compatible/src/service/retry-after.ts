/**
 * Seconds that a response asks to wait: `retry-after-ms`, `retry-after` (seconds or a date), or the words
 * "try again in 26.6s" that OpenAI and its kin write into a 429.
 */
export function retryAfterOf(headers: Headers, message: string): number | undefined {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds / 1000;
  const value = headers.get('retry-after');
  if (value) {
    const seconds = Number(value);
    if (seconds >= 0) return seconds;
    const date = Date.parse(value);
    if (!Number.isNaN(date)) return Math.max(0, (date - Date.now()) / 1000);
  }
  const words = /try again in (?:(\d+)m)?(\d+(?:\.\d+)?)(ms|s)\b/i.exec(message);
  if (!words) return undefined;
  const [, minutes = '0', amount = '0', unit] = words;
  return Number(minutes) * 60 + Number(amount) / (unit?.toLowerCase() === 'ms' ? 1000 : 1);
}
