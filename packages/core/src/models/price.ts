import type { ModelInfo, Price } from '../contract/model-info.ts';
import { clock } from '../util/clock.ts';

/** Which of a model's prices holds. */
export interface PriceQuery {
  /** Where the service stands that answered; prices of other regions do not count. */
  readonly region?: string | undefined;
  /** Day of the answer, `YYYY-MM-DD`. */
  readonly day: string;
  /** Service tier of the answer. `flex` and `batch` cost half of the list price. @default the default tier */
  readonly tier?: string | undefined;
}

/** The price that held on a day; `undefined` where none is known. */
export function priceOf({ prices = [] }: ModelInfo, { region, day }: PriceQuery): Price | undefined {
  const holds = ({ validFrom = '', validUntil = '9999' }: Price): boolean => validFrom <= day && day <= validUntil;
  const here = (price: Price): boolean => price.region === undefined || price.region === region;
  return prices.find((price) => holds(price) && here(price));
}

const dayLength = 24 * 60 * 60 * 1000;
let known = { number: -1, day: '' };

/** The day whose prices hold now, `YYYY-MM-DD`, in UTC. Written down once a day: each request asks. */
export function today(): string {
  const now = clock.now();
  const number = Math.floor(now / dayLength);
  if (number !== known.number) known = { number, day: new Date(now).toISOString().slice(0, 10) };
  return known.day;
}
