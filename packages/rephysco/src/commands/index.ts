import { addBatch } from './batch.ts';
import { addCache } from './cache.ts';
import { addChat } from './chat.ts';
import type { Add } from './command.ts';
import { addComplete, addCompletion } from './completion.ts';
import { addConfig } from './config.ts';
import { addDoctor } from './doctor.ts';
import { addGenerate } from './generate.ts';
import { addKeys } from './keys.ts';
import type { CommandName } from './list.ts';
import { addModels } from './models.ts';
import { addPlugins } from './plugins.ts';
import { addProviders } from './providers.ts';
import { addSim } from './sim.ts';
import { addTokens } from './tokens.ts';
import { addWorker } from './worker.ts';

// The program loads everything through this file, so that the bundle has a single file for it. Each further file costs
// half a millisecond of CPU per start. Commands import large modules in their actions.
export { ConfigurationError } from '@rephysco/core';
export { fail } from '../failure.ts';
export { nearestNames } from '../output/nearest.ts';
export { createContext } from '../settings/context.ts';
export { expandAttachments } from './flags/attach-values.ts';
export { home } from './home.ts';

/** Definitions of all commands, by name. */
export const definitions: Readonly<Record<CommandName, Add>> = {
  generate: addGenerate,
  chat: addChat,
  batch: addBatch,
  worker: addWorker,
  sim: addSim,
  models: addModels,
  providers: addProviders,
  plugins: addPlugins,
  tokens: addTokens,
  doctor: addDoctor,
  cache: addCache,
  config: addConfig,
  keys: addKeys,
  completion: addCompletion,
  complete: addComplete,
};
