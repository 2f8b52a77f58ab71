/** Maximum number of different sources of an answer. Services send up to a few hundred. */
export const maxSources = 50_000;

/**
 * Maximum number of JSON values that an answer keeps besides its text: log probabilities and data that must be sent back.
 * Each takes up to 100 bytes.
 */
export const maxKeptValues = 500_000;
