/** Request to a hostile service. */
export interface HostileCase {
  readonly provider: string;
  /** Place in the list of shapes. */
  readonly shape: number;
  readonly stream: boolean;
  /** `true` if the request needs a process of its own. */
  readonly alone: boolean;
  /** Seconds until the client gives up. */
  readonly timeout: number;
}

/** What a request to a hostile service cost and how it ended. */
export interface HostileOutcome extends HostileCase {
  /** Name and code of the error, or size of the answer. Begins with `untyped` for an error that is not a ProviderError. */
  readonly outcome: string;
  readonly seconds: number;
  /** Longest time for which the process did nothing else, in milliseconds of CPU time. */
  readonly stall: number;
  /** Largest resident set of the process during the request, in MB. */
  readonly peak: number;
}
