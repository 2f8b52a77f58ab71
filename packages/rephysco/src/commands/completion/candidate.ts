/** A word that can complete a command line, and its description. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}
