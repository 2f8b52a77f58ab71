// Claude: thinking, a web search that the service runs, and the sources of the answer.
import { Anthropic } from '@rephysco/anthropic';
import { LLMClient, providerTool } from '@rephysco/core';

await using client = new LLMClient({ provider: 'anthropic', model: Anthropic.CLAUDE_SONNET_5_5 });

const answer = await client.generate({
  prompt: 'Which ferries leave from Turku this week?',
  reasoning: { effort: 'low' },
  tools: [providerTool('web_search', { max_uses: 3 })],
  promptCache: { ttl: 3600 },
});
console.log(answer.reasoning ?? '(no visible reasoning)');
console.log(answer.text);
for (const { title, url } of answer.sources) console.log(`- ${title ?? 'untitled'}: ${url ?? ''}`);
