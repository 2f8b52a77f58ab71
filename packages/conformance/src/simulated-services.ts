import { createSimulator } from '@rephysco/simulator';

/** Prefixes of the environment variables of each service. */
const prefixes = {
  openai: 'OPENAI',
  gemini: 'GEMINI',
  aliyun: 'DASHSCOPE',
  xai: 'XAI',
  siliconflow: 'SILICONFLOW',
  anthropic: 'ANTHROPIC',
} as const;

/** Running simulator, with the environment variables that connect every provider to it. */
export interface SimulatedServices extends AsyncDisposable {
  readonly simulator: Awaited<ReturnType<typeof createSimulator>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the simulator on the loopback address, with fake keys. */
export async function simulatedServices(options?: Parameters<typeof createSimulator>[0]): Promise<SimulatedServices> {
  const simulator = await createSimulator(options);
  const services = Object.keys(prefixes) as (keyof typeof prefixes)[];
  const entries = services.flatMap((service) => [
    [`${prefixes[service]}_BASE_URL`, simulator.baseURL(service)],
    [`${prefixes[service]}_API_KEY`, 'made-up'],
  ]);
  const ollama = { OLLAMA_BASE_URL: simulator.baseURL('openai'), OLLAMA_API_KEY: 'made-up' };
  return {
    simulator,
    env: { ...Object.fromEntries(entries), ...ollama },
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}
