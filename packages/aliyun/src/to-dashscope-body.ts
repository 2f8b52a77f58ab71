import type { ModelInfo } from '@rephysco/core';
import type { GenerateRequest, WireObject } from '@rephysco/core/provider';

/** Open-weight Qwen3 models that think by default, for example `qwen3-32b` or `qwen3-30b-a3b`. */
const hybrid = /^qwen3-\d+(?:\.\d+)?b(?:-a\d+b)?$/i;

/** Models that think by default. Earlier models think only if the request enables it. */
const thinksByDefault = /^qwen3\.(?:[5-9]|\d{2})-/i;

/** Models that always think and reject requests without streaming. */
const alwaysThinks = /^(?:qwq|qvq)\b|^qwen3(?:-vl)?-\d+(?:\.\d+)?b(?:-a\d+b)?-thinking/i;

/**
 * Adapts a body to DashScope's thinking mode. A thinking model rejects JSON mode and forced tools, and an open-weight
 * one also requests without streaming. Thinking is then turned off or, if the caller requested it, the answer is
 * streamed internally. https://help.aliyun.com/zh/model-studio/deep-thinking
 */
export function toDashScopeBody(body: WireObject, request: GenerateRequest, model: ModelInfo): WireObject {
  const asked = wantsThinking(request);
  if (alwaysThinks.test(request.model)) return streamed(body);
  if (!canThink(request.model, model)) return body;
  const thinks = asked || hybrid.test(request.model) || thinksByDefault.test(request.model);
  const refused = body.response_format !== undefined || isForced(body.tool_choice);
  if (thinks && refused) return withoutThinking(body);
  if (!hybrid.test(request.model) || body.stream === true) return body;
  return asked ? streamed(body) : withoutThinking(body);
}

function wantsThinking({ reasoning, providerOptions }: GenerateRequest): boolean {
  const { effort, budget = 0 } = reasoning ?? {};
  return (effort !== undefined && effort !== 'none') || budget > 0 || providerOptions?.enable_thinking === true;
}

/** Returns `true` if a model can think and thinking can be turned off. Models outside the table are judged by their name. */
function canThink(id: string, { reasoning, unknown }: ModelInfo): boolean {
  if (unknown) return hybrid.test(id);
  return reasoning === 'toggle' || reasoning === 'budget' || reasoning === 'effort';
}

const isForced = (choice: unknown): boolean => choice === 'required' || typeof choice === 'object';

function withoutThinking(body: WireObject): WireObject {
  const { thinking_budget: _, reasoning_effort: __, ...others } = body;
  return { ...others, enable_thinking: false };
}

const streamed = (body: WireObject): WireObject =>
  body.stream === true ? body : { ...body, stream: true, stream_options: { include_usage: true } };
