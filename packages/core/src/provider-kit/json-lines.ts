import { attempt, invalidAnswer } from './errors.ts';
import { tryParseJSON } from './json.ts';
import type { Origin } from './origin.ts';
import { asObject, type WireObject } from './wire-value.ts';

const newline = 10;

/**
 * Yields the objects of a body that has one JSON object per line. Empty lines are skipped.
 *
 * @throws ProviderError of kind `interrupted` if the connection breaks, and for a line that is not an object
 */
export async function* readJSONLines(response: Response, origin: Origin): AsyncGenerator<WireObject> {
  const reading: Origin = { ...origin, partial: { text: '', content: [] } };
  const reader = (response.body ?? new Response('').body ?? new ReadableStream<Uint8Array>()).getReader();
  let rest: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await attempt(reader.read(), reading);
      if (done) break;
      let start = 0;
      for (let end = value.indexOf(newline); end >= 0; end = value.indexOf(newline, start)) {
        const object = toObject([...rest, value.subarray(start, end)], reading);
        if (object) yield object;
        rest = [];
        start = end + 1;
      }
      if (start < value.length) rest.push(value.slice(start));
    }
    const last = toObject(rest, reading);
    if (last) yield last;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function toObject(parts: readonly Uint8Array[], origin: Origin): WireObject | undefined {
  const text = Buffer.concat(parts).toString().trim();
  if (text === '') return undefined;
  const object = asObject(tryParseJSON(text));
  if (object) return object;
  throw invalidAnswer('a line of the results is not a JSON object, or was cut off', origin);
}
