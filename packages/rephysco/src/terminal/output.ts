/** Writable output. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in columns. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** An output that discards everything. */
export const silence: Output = { isTTY: false, write: () => true };
