import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { ask } from './ask.ts';
import type { Expect, ProviderRule, SentAnswer, ServiceUnderTest } from './service.ts';

/** Returns an answer, and the answer that the service reports to have sent. */
async function askAndLook(
  service: ServiceUnderTest,
  fields: Partial<GenerateRequest>,
): Promise<[GenerateResult, SentAnswer | undefined]> {
  const result = await ask(service.provider, fields);
  return [result, service.requests().at(-1)?.sent];
}

function expectUsage(expect: Expect, { usage }: GenerateResult, sent: SentAnswer | undefined): void {
  const { inputTokens = 0, outputTokens = 0, totalTokens } = usage;
  if (totalTokens !== undefined) expect(totalTokens).toBe(inputTokens + outputTokens);
  if (sent?.usage?.inputTokens !== undefined) expect(inputTokens).toBe(sent.usage.inputTokens);
  if (sent?.usage?.outputTokens !== undefined) expect(outputTokens).toBe(sent.usage.outputTokens);
}

/** Rules for usage and reasoning. */
export const usageRules: readonly ProviderRule[] = [
  {
    name: 'counts the usage once, streamed or not',
    async check(connect, expect) {
      await using service = await connect();
      const [plain, sent] = await askAndLook(service, {});
      expectUsage(expect, plain, sent);
      const [streamed, sentInPieces] = await askAndLook(service, { stream: true });
      expectUsage(expect, streamed, sentInPieces);
      expect(streamed.usage.inputTokens).toBe(plain.usage.inputTokens);
    },
  },
  {
    name: 'counts no more output than the token limit allows',
    needs: 'limits',
    async check(connect, expect) {
      await using service = await connect();
      for (const stream of [false, true]) {
        const { usage } = await ask(service.provider, { maxTokens: 16, stream });
        const { outputTokens = 0, reasoningTokens = 0 } = usage;
        expect(outputTokens - Math.min(reasoningTokens, outputTokens) <= 16).toBe(true);
      }
    },
  },
  {
    name: 'returns the reasoning of the service',
    needs: 'reasoning',
    async check(connect, expect) {
      await using service = await connect();
      for (const stream of [false, true]) {
        const fields = { reasoning: { effort: 'high' }, stream } as const;
        const [{ reasoning = '' }, sent] = await askAndLook(service, fields);
        if (sent?.reasoning !== undefined) expect(reasoning.trim()).toBe(sent.reasoning.trim());
        if (service.capabilities?.reasoning) expect(reasoning.length).toBeGreaterThan(0);
      }
    },
  },
];
