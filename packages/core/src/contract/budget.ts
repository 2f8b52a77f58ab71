/** Maximum cost of the calls of a client. Clients that receive the same object share the budget. */
export interface Budget {
  /** Maximum in units of `currency`, for example dollars, not cents. */
  readonly amount: number;
  /**
   * ISO 4217 code, for example `USD`. It must be the currency of the prices, because the client does not convert
   * money.
   */
  readonly currency: string;
  /** `true` sends requests whose price is unknown and counts them as free. `false` rejects them. @default false */
  readonly allowUnpriced?: boolean | undefined;
}
