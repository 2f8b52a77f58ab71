import { run } from '@rephysco/conformance/run';

/** Imports a module in a new process. Returns the URLs of the files that it loads, without modules of Node. */
export async function loadedFiles(specifier: string, cwd: string): Promise<readonly string[]> {
  const text = `
    import { registerHooks } from 'node:module';
    const urls = new Set();
    registerHooks({ load: (url, context, next) => (urls.add(url), next(url, context)) });
    await import(${JSON.stringify(specifier)});
    console.log(JSON.stringify([...urls].filter((url) => url.startsWith('file:'))));`;
  return JSON.parse(await run({ text, cwd })) as readonly string[];
}

/** Imports a module in a new process. Returns the sorted names of the packages whose files it loads. */
export async function loadedPackages(specifier: string, cwd: string): Promise<readonly string[]> {
  const urls = await loadedFiles(specifier, cwd);
  const names = urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}
