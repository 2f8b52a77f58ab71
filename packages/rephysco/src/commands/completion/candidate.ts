/** Completion of a command line, with its description. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}
