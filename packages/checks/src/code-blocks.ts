import { marked } from 'marked';
import ts from 'typescript';

/** TypeScript block of a documentation page. */
export interface CodeBlock {
  /** Path of the page. */
  readonly page: string;
  /** Line number of the block's first line in its page. */
  readonly line: number;
  readonly text: string;
  /** `false` for blocks with `ts no-run` after their fence, which are only type-checked. */
  readonly runs: boolean;
}

/** Returns every TypeScript block of a Markdown page, at any nesting depth. */
export function codeBlocks(page: string, markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let from = 0;
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type !== 'code') return;
    from = markdown.indexOf(token.text, from);
    const line = markdown.slice(0, from).split('\n').length;
    const [language, ...remarks] = String(token.lang ?? '').split(/\s+/);
    if (language !== 'ts' && language !== 'typescript') return;
    blocks.push({ page, line, text: token.text, runs: !remarks.includes('no-run') });
  });
  return blocks;
}

/** Returns the compiler errors of the blocks. Each block is compiled as a separate module in `folder`. */
export function typeErrors(
  blocks: readonly CodeBlock[],
  folder: string,
  compilerOptions: ts.CompilerOptions,
): readonly string[] {
  const options = { ...compilerOptions, declaration: false, isolatedDeclarations: false };
  const modules = new Map(blocks.map((block, index) => [`${folder}/block-${index}.ts`, block]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  // A block without imports must be compiled as a module, too.
  host.readFile = (path) => (modules.has(path) ? `${modules.get(path)?.text}\nexport {};` : readFile(path));
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules].flatMap(([path, block]) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map((diagnostic) => sentenceFor(diagnostic, block)),
  );
}

function sentenceFor({ file, start = 0, messageText }: ts.Diagnostic, { page, line }: CodeBlock): string {
  const below = file?.getLineAndCharacterOfPosition(start).line ?? 0;
  return `${page}:${line + below}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
