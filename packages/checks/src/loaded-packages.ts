import { run } from '@rephysco/conformance/run';

/** Imports a module in a new process. Returns the sorted names of the packages whose files it loads. */
export async function loadedPackages(specifier: string, cwd: string): Promise<readonly string[]> {
  const text = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    await import(${JSON.stringify(specifier)});
    console.log(JSON.stringify(urls));`;
  const urls: readonly string[] = JSON.parse(await run({ text, cwd }));
  const names = urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}
