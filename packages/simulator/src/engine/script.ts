/** A token of text or thinking, a tool call, or a piece of sound. */
export type Step =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | {
      readonly type: 'tool-call';
      readonly id: string;
      readonly name: string;
      /** JSON; cut short when the token limit fell inside it. */
      readonly arguments: string;
    };

/** Token counts of an answer, all of them known. */
export type ScriptUsage = {
  readonly [Name in 'inputTokens' | 'outputTokens' | 'totalTokens' | 'cachedInputTokens' | 'reasoningTokens']: number;
};

/** An answer before it is put on a wire: what is said, step by step, and how it ends. */
export interface Script {
  readonly steps: readonly Step[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
  readonly usage: ScriptUsage;
}

/** All text of one kind in a script. */
export function scriptText(script: Script, type: 'text' | 'reasoning'): string {
  return script.steps.map((step) => (step.type === type ? step.text : '')).join('');
}

/** The tool calls of a script, in order. */
export function scriptCalls(script: Script): readonly Extract<Step, { type: 'tool-call' }>[] {
  return script.steps.filter((step) => step.type === 'tool-call');
}
