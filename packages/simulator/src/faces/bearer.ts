import { Refusal } from '../failure.ts';
import { stringOf } from '../json.ts';
import type { Call } from '../service.ts';

/** Rejects requests without a bearer token, and tokens that contain a word such as "wrong". @throws Refusal */
export function checkBearer(call: Call): void {
  const header = stringOf(call.headers.authorization) ?? '';
  const key = /^Bearer\s+(.+)$/i.exec(header)?.[1];
  if (key === undefined) throw new Refusal({ kind: 'no_key' });
  if (/wrong|invalid/i.test(key)) throw new Refusal({ kind: 'wrong_key', subject: key });
}
