import { build } from 'vitepress';
import { writeApiReference } from './api-reference.ts';
import { linkProblems } from './link-problems.ts';
import { writeLlmsText } from './llms.ts';
import { output, website } from './paths.ts';
import { writePages } from './write-pages.ts';

// Builds the website into `dist` and checks its links. VitePress itself fails for a link to a missing page.
writePages();
await writeApiReference();
await build(website, {});
writeLlmsText();
const problems = linkProblems(output);
for (const problem of problems) console.error(problem);
console.log(`${output}: ${problems.length} broken links`);
process.exitCode = problems.length > 0 ? 1 : 0;
