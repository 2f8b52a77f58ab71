import { badRequest } from '../failure.ts';
import { stringOf } from '../json.ts';
import type { Call } from '../service.ts';

/** Returns the uploaded file of a form. @throws Refusal if the body is not a form with a file */
export function uploadedFile({ headers, body }: Call): string {
  const boundary = /boundary="?([^";]+)"?/.exec(stringOf(headers['content-type']) ?? '')?.[1];
  const text = stringOf(body) ?? '';
  const part = boundary && text.split(`--${boundary}`).find((each) => /name="file"/.test(each.slice(0, 300)));
  if (!part) throw badRequest("'file' is a required property");
  const start = part.indexOf('\r\n\r\n') + 4;
  return part.slice(start, part.endsWith('\r\n') ? -2 : undefined);
}
