/** Input at the prompt: a text, Ctrl-C, or the end. */
export type Line =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'end' };

/** Source of the lines of a chat. */
export interface LineSource {
  /** `true` if a person types the lines. */
  readonly interactive: boolean;
  /** Waits for the next line. */
  read(prompt: string): Promise<Line>;
  /**
   * Calls a listener at every Ctrl-C, instead of returning an `interrupt`. Returns a function that removes the
   * listener.
   */
  whileBusy(onInterrupt: () => void): () => void;
  /** Releases keyboard and screen to another program while `use` runs. */
  lend<Value>(use: () => Promise<Value>): Promise<Value>;
  /** Restores the terminal. */
  close(): void;
}

/** Returns `true` if a line continues on the next one: it ends with a backslash that is not escaped. */
export function goesOn(text: string): boolean {
  return (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}
