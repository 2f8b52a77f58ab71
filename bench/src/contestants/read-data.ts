/** Yields the data of each event. This is the minimal parser for the streams of this benchmark. */
export async function* readData({ body }: Response): AsyncGenerator<string, void, undefined> {
  if (!body) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    for (const event of events) yield event.slice('data: '.length);
  }
}
