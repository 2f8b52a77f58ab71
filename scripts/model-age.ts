import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Days after which the models and prices of a provider should be read again. */
const maxAge = 60;

/** Returns one warning for each provider whose models and prices were read more than 60 days ago. */
export function modelAgeWarnings(root: string, today: Date = new Date()): readonly string[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  return globSync('packages/*/package.json', { cwd: root })
    .filter((path) => (JSON.parse(read(path)).keywords ?? []).includes('rephysco-provider'))
    .map((path) => join(dirname(path), 'src/models.ts'))
    .sort()
    .flatMap((file) => {
      const day = /\bmodelsAsOf = '(\d{4}-\d\d-\d\d)'/.exec(read(file))?.[1];
      if (day === undefined) return [`${file} does not state 'modelsAsOf', the day on which its facts were read.`];
      const age = Math.floor((today.getTime() - Date.parse(day)) / 86_400_000);
      if (age <= maxAge) return [];
      return [`${file} has models and prices of ${day}, ${age} days ago. Read them again, and update 'modelsAsOf'.`];
    });
}
