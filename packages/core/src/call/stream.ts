import type { GenerateOptions } from '../options/options.ts';
import { deferTextStream, type TextStream } from '../stream/text-stream.ts';
import { linkSignals } from '../util/abort.ts';
import type { ClientContext } from './client-context.ts';
import { type Outcome, run } from './generate.ts';
import { prepareRequest } from './prepare-request.ts';

/**
 * Returns the stream of a call at once, and sends its request in the background.
 *
 * @param toOptions returns the checked options of the call. The loop and `result` throw what it throws
 */
export function streamNow(context: ClientContext, toOptions: () => GenerateOptions): TextStream {
  return deferTextStream(async (left) => {
    const options = toOptions();
    const { signal, unlink } = linkSignals(options.signal, left);
    const linked: GenerateOptions = { ...options, stream: true, signal };
    try {
      const prepared = await prepareRequest(context.provider, linked);
      const outcome: Outcome = {
        commit(result) {
          unlink();
          return result;
        },
        fail: unlink,
      };
      return (await run(context, prepared, linked, outcome)) as TextStream;
    } catch (error) {
      unlink();
      throw error;
    }
  });
}
