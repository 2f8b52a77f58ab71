import { describe, expect, it } from 'vitest';
import { formatted } from './formatted.ts';

describe('formatted', () => {
  it('writes the formats that the question requests', () => {
    expect(formatted('Compare apples and pears in a table', ['apples', 'pears'])).toEqual([
      '| number | topic | letters |\n|---:|---|---:|\n| 1 | apples | 6 |\n| 2 | pears | 5 |',
    ]);
    expect(formatted('Write Python code for me', ['apples'])).toEqual(['```python\nprint("apples")\n```']);
    expect(formatted('Answer in Markdown', ['apples'])).toEqual(['## About apples', '- **apples**']);
    expect(formatted('A markdown table and a shell script', ['a|b'])).toHaveLength(4);
  });

  it('writes nothing for other questions', () => {
    expect(formatted('When does the timetable change?', ['timetable'])).toEqual([]);
  });
});
