import type { OptionCase } from './option-case.ts';

/** Options that only some services support: log probabilities, the prompt cache and tiers. */
export const featureCases: readonly OptionCase[] = [
  {
    row: '`logprobs`',
    name: 'logprobs true',
    options: { logprobs: true },
    names: ['logprobs'],
    fields: {
      chat: [{ logprobs: true }],
      responses: [
        { include: ['message.output_text.logprobs'] },
        { include: ['reasoning.encrypted_content', 'message.output_text.logprobs'] },
      ],
      gemini: [{ generationConfig: { responseLogprobs: true } }],
    },
  },
  {
    row: '`logprobs`',
    name: 'logprobs 3',
    options: { logprobs: 3 },
    names: ['logprobs'],
    fields: {
      chat: [{ logprobs: true, top_logprobs: 3 }],
      responses: [
        { include: ['message.output_text.logprobs'], top_logprobs: 3 },
        { include: ['reasoning.encrypted_content', 'message.output_text.logprobs'], top_logprobs: 3 },
      ],
      gemini: [{ generationConfig: { responseLogprobs: true, logprobs: 3 } }],
    },
  },
  {
    row: '`promptCache.key`',
    name: 'promptCache.key',
    options: { promptCache: { key: 'book' } },
    names: ['promptCache', 'promptCache.key'],
    fields: { chat: [{ prompt_cache_key: 'book' }], responses: [{ prompt_cache_key: 'book' }] },
  },
  ...[300, 3600, 86_400].map((ttl): OptionCase => {
    // Without the field, entries live for up to 1 hour.
    const day = ttl === 86_400 ? [{ prompt_cache_retention: '24h' }] : ttl === 3600 ? [{}] : [];
    const life = ttl === 300 ? {} : { ttl: '1h' };
    return {
      row: '`promptCache.ttl`',
      name: `promptCache.ttl ${ttl}`,
      options: { promptCache: { ttl } },
      names: ['promptCache', 'promptCache.ttl'],
      fields: {
        chat: day,
        responses: day,
        ...(ttl <= 3600 && { anthropic: [{ cache_control: { type: 'ephemeral', ...life } }] }),
      },
    };
  }),
  ...(['default', 'flex', 'priority'] as const).map((tier): OptionCase => {
    const word = tier === 'default' ? 'standard_only' : 'auto';
    return {
      row: '`tier`',
      name: `tier ${tier}`,
      options: { tier },
      names: ['tier'],
      fields: {
        // A service without tiers always uses the default tier.
        chat: [{ service_tier: tier }, ...(tier === 'default' ? [{}] : [])],
        responses: [{ service_tier: tier }, ...(tier === 'default' ? [{}] : [])],
        gemini: [tier === 'default' ? {} : { serviceTier: tier }],
        anthropic: tier === 'flex' ? [] : [{ service_tier: word }],
      },
    };
  }),
];
