import ts from 'typescript';
import { isTest, nameOf, type SourceFile } from './workspace.ts';

/** Lines a function may have of its own: functions inside of it are counted by themselves. */
export const longestFunction = 40;

/** Functions that are longer than a screen; tests are left alone. */
export function functionProblems(files: readonly SourceFile[]): readonly string[] {
  return files.filter((file) => !isTest(file)).flatMap(longFunctions);
}

function longFunctions(file: SourceFile): readonly string[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const span = (node: ts.Node) => lineAt(node.end) - lineAt(node.getStart()) + 1;
  const problems: string[] = [];

  /** Visits the functions below a node, and adds up the lines they take from the one around them. */
  function inner(node: ts.Node): number {
    let taken = 0;
    ts.forEachChild(node, (child) => {
      const below = inner(child);
      if (!ts.isFunctionLike(child)) {
        taken += below;
        return;
      }
      const own = span(child) - below;
      if (own > longestFunction) {
        problems.push(`${nameOf(file)}:${lineAt(child.getStart())} has a function of ${own} lines of its own`);
      }
      taken += span(child) - 1;
    });
    return taken;
  }

  inner(source);
  return problems;
}
