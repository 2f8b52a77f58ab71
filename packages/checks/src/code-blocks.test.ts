import { expect, it } from 'vitest';
import { compilerOptions } from './api.ts';
import { codeBlocks, typeErrors } from './code-blocks.ts';

const page = `# Page

\`\`\`ts
const one: number = 1;
\`\`\`

- a list
  \`\`\`typescript no-run
  const two: number = 'two';
  \`\`\`

\`\`\`sh
npm test
\`\`\`
`;

it('finds the TypeScript blocks of a page, with the line they start at and whether they run', () => {
  expect(codeBlocks('page.md', page)).toEqual([
    { page: 'page.md', line: 4, text: 'const one: number = 1;', runs: true },
    { page: 'page.md', line: 9, text: `const two: number = 'two';`, runs: false },
  ]);
});

it('reports the place of a block that does not type-check', () => {
  const unknown = { page: 'page.md', line: 20, text: `\nimport { nothing } from '@rephysco/core';`, runs: true };
  const [mismatch, missing, ...others] = typeErrors(
    [...codeBlocks('page.md', page), unknown],
    import.meta.dirname,
    compilerOptions(),
  );
  expect(mismatch).toBe(`page.md:9: Type 'string' is not assignable to type 'number'.`);
  expect(missing).toContain(`page.md:21: Module '"@rephysco/core"' has no exported member 'nothing'.`);
  expect(others).toEqual([]);
});
