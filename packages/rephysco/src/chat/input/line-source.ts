/** What a person does at the prompt: says something, presses Ctrl-C, or leaves. */
export type Line =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'end' };

/** Where a chat gets its lines from. */
export interface LineSource {
  /** Whether somebody sits there. */
  readonly interactive: boolean;
  /** Waits for the next line. */
  read(prompt: string): Promise<Line>;
  /** Calls a listener at every Ctrl-C until it is taken away, in place of handing out an `interrupt`. */
  whileBusy(onInterrupt: () => void): () => void;
  /** Leaves keyboard and screen to another program while it runs. */
  lend<Value>(use: () => Promise<Value>): Promise<Value>;
  /** Leaves the terminal as it was found. */
  close(): void;
}

/** Whether a line goes on in the next: it ends in a backslash that no other one takes away. */
export function goesOn(text: string): boolean {
  return (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}
