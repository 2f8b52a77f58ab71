import type { ModelInfo, Price } from '../contract/model-info.ts';
import { clock } from '../util/clock.ts';

/** Conditions that select one of the prices of a model. */
export interface PriceQuery {
  /** Region of the service. Prices of other regions do not apply. */
  readonly region?: string | undefined;
  /** Day of the answer, `YYYY-MM-DD`. */
  readonly day: string;
  /** Service tier of the answer. `flex` and `batch` cost half of the list price. @default the default tier */
  readonly tier?: string | undefined;
}

/** Returns the price of a model on a day, or `undefined` if it is unknown. */
export function priceOf({ prices = [] }: ModelInfo, { region, day }: PriceQuery): Price | undefined {
  const holds = ({ validFrom = '', validUntil = '9999' }: Price): boolean => validFrom <= day && day <= validUntil;
  const here = (price: Price): boolean => price.region === undefined || price.region === region;
  return prices.find((price) => holds(price) && here(price));
}

const dayLength = 24 * 60 * 60 * 1000;
let known = { number: -1, day: '' };

/** Returns today's date in UTC as `YYYY-MM-DD`. Formats it once per day, because every request needs it. */
export function today(): string {
  const now = clock.now();
  const number = Math.floor(now / dayLength);
  if (number !== known.number) known = { number, day: new Date(now).toISOString().slice(0, 10) };
  return known.day;
}
