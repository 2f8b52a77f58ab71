// Everything that runs once the arguments are understood. Bundled, it is one file: each file more costs half a
// millisecond at every start. What is large, or loads much, is imported where it is needed.
export { cacheStats, clearCache, pruneCache } from './commands/cache.ts';
export { chat } from './commands/chat.ts';
export { completionScript, completions } from './commands/completion.ts';
export { getSetting, listSettings, setSetting, trustProject, unsetSetting } from './commands/config.ts';
export { doctor } from './commands/doctor.ts';
export { generate } from './commands/generate.ts';
export { home } from './commands/home.ts';
export { listKeys, removeKey, setKey } from './commands/keys.ts';
export { defaultModel, listModels, showModel } from './commands/models.ts';
export { listProviderStatus, testProvider } from './commands/providers.ts';
export { sim } from './commands/sim.ts';
export { tokens } from './commands/tokens.ts';
export { createContext } from './context.ts';
export { fail } from './failure.ts';
