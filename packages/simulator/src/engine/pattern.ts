/**
 * Returns a short text that matches a regular expression. Uses the first alternative, with the fewest repetitions.
 * Ignores look-around and back-references, so the text may not match an expression that needs them.
 */
export function textMatching(pattern: string): string {
  const source = Array.from(pattern);
  let at = 0;

  const alternatives = (): string => {
    const first = sequence();
    while (source[at] === '|') {
      at += 1;
      sequence();
    }
    return first;
  };

  const sequence = (): string => {
    let text = '';
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const atom = nextAtom();
      text += atom.repeat(repetitions());
    }
    return text;
  };

  const nextAtom = (): string => {
    const sign = source[at] ?? '';
    at += 1;
    if (sign === '^' || sign === '$') return '';
    if (sign === '.') return 'x';
    if (sign === '\\') return escaped(source, at++);
    if (sign === '[') return fromClass();
    return sign === '(' ? fromGroup() : sign;
  };

  const fromGroup = (): string => {
    const kind = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(source.slice(at, at + 40).join(''))?.[0] ?? '';
    at += kind.length;
    const text = alternatives();
    at += 1;
    return /[=!]$/.test(kind) ? '' : text;
  };

  const fromClass = (): string => {
    const end = source.findIndex((sign, index) => index > at && sign === ']' && source[index - 1] !== '\\');
    const inside = source.slice(at, end < 0 ? source.length : end).join('');
    at = end < 0 ? source.length : end + 1;
    const accepted = new RegExp(`[${inside}]`, 'u');
    return Array.from(`a0Ax_- .${inside}`).find((sign) => accepted.test(sign)) ?? '';
  };

  const repetitions = (): number => {
    const [all, sign, least] = /^(?:([?*+])|\{(\d+)(?:,\d*)?\})\??/.exec(source.slice(at, at + 24).join('')) ?? [''];
    at += all.length;
    if (least !== undefined) return Number(least);
    return sign === '?' || sign === '*' ? 0 : 1;
  };

  return alternatives();
}

const classes: Readonly<Record<string, string>> = {
  d: '0',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  b: '',
  B: '',
  n: '\n',
  t: '\t',
};

function escaped(source: readonly string[], at: number): string {
  const sign = source[at] ?? '';
  return classes[sign] ?? sign;
}
