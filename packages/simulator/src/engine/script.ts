/** Part of an answer: a token of text or reasoning, a tool call, or a piece of audio. */
export type Step =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | {
      readonly type: 'tool-call';
      readonly id: string;
      readonly name: string;
      /** JSON text. Truncated if the token limit was reached inside it. */
      readonly arguments: string;
    };

/** Token counts of an answer. */
export type ScriptUsage = {
  readonly [Name in 'inputTokens' | 'outputTokens' | 'totalTokens' | 'cachedInputTokens' | 'reasoningTokens']: number;
};

/** Answer of the engine before it is encoded for a protocol: its steps and its end. */
export interface Script {
  readonly steps: readonly Step[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
  readonly usage: ScriptUsage;
}

/** Returns all text or all reasoning of a script. */
export function scriptText(script: Script, type: 'text' | 'reasoning'): string {
  return script.steps.map((step) => (step.type === type ? step.text : '')).join('');
}

/** Returns the tool calls of a script, in order. */
export function scriptCalls(script: Script): readonly Extract<Step, { type: 'tool-call' }>[] {
  return script.steps.filter((step) => step.type === 'tool-call');
}
