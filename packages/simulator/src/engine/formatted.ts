/** Info string of a fenced block, by the language name in a question. */
const languages: Readonly<Record<string, string>> = {
  python: 'python',
  javascript: 'js',
  typescript: 'ts',
  bash: 'sh',
  shell: 'sh',
};

/**
 * Returns Markdown blocks for the keywords in a question: a heading and a list for `Markdown`, a table for `table`, a
 * fenced block for `code`, `function` or `script`. Returns an empty list for other questions.
 */
export function formatted(asked: string, about: readonly string[]): readonly string[] {
  const words = about.length > 0 ? about.slice(0, 4) : ['nothing'];
  const wants = (pattern: RegExp): boolean => pattern.test(asked);
  return [
    ...(wants(/\bmarkdown\b/i) ? [`## About ${words[0]}`, words.map((word) => `- **${word}**`).join('\n')] : []),
    ...(wants(/\btables?\b/i) ? [table(words)] : []),
    ...(wants(/\b(?:code|function|script)\b/i) ? [code(asked, words)] : []),
  ];
}

function table(words: readonly string[]): string {
  const rows = words.map((word, index) => `| ${index + 1} | ${word.replaceAll('|', '\\|')} | ${word.length} |`);
  return ['| number | topic | letters |', '|---:|---|---:|', ...rows].join('\n');
}

function code(asked: string, words: readonly string[]): string {
  const named = Object.keys(languages).find((name) => new RegExp(`\\b${name}\\b`, 'i').test(asked));
  const language = languages[named ?? 'javascript'] ?? 'js';
  const text = JSON.stringify(words.join(', '));
  const line = language === 'python' ? `print(${text})` : language === 'sh' ? `echo ${text}` : `console.log(${text});`;
  return `\`\`\`${language}\n${line}\n\`\`\``;
}
