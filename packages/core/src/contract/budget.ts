/** What the calls of a client may cost together. Clients that are given the same object share it. */
export interface Budget {
  /** In units of `currency`, for example dollars, not cents. */
  readonly amount: number;
  /** ISO 4217, for example `USD`; that of the prices, since nothing is converted. */
  readonly currency: string;
  /** Let calls pass whose price is not known, as if they cost nothing. Default `false`: they are refused. */
  readonly allowUnpriced?: boolean | undefined;
}
