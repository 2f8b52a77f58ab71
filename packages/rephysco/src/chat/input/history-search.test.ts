import { describe, expect, it } from 'vitest';
import { createHistorySearch } from './history-search.ts';

const ctrlR = '\u0012';

function editor(history: readonly string[], line = '') {
  const state = { prompt: '> ', line };
  const search = createHistorySearch({
    history: () => history,
    get: () => ({ ...state }),
    show: (prompt, text) => Object.assign(state, { prompt, line: text }),
  });
  return { state, search };
}

describe('the search in the history', () => {
  const history = ['why is it so', 'what is that', 'why not'];

  it('finds the newest line and older ones', () => {
    const { state, search } = editor(history);
    expect(search.keys(`${ctrlR}why`)).toBe('');
    expect(state).toEqual({ prompt: '(search) why: ', line: 'why is it so' });
    search.keys(ctrlR);
    expect(state.line).toBe('why not');
    search.keys(ctrlR);
    expect(state).toEqual({ prompt: '(failed search) why: ', line: 'why not' });
    expect(search.keys('\r')).toBe('\r');
    expect(state).toEqual({ prompt: '> ', line: 'why not' });
  });

  it.each(['\u0003', '\u0007'])('restores the line at %j', (key) => {
    const { state, search } = editor(history, 'draft');
    expect(search.keys(`${ctrlR}what${key}`)).toBe('');
    expect(state).toEqual({ prompt: '> ', line: 'draft' });
  });

  it('keeps the match at an arrow key, and passes the key on', () => {
    const { state, search } = editor(history);
    expect(search.keys(`${ctrlR}that`)).toBe('');
    expect(search.keys('\u001b[D')).toBe('\u001b[D');
    expect(state).toEqual({ prompt: '> ', line: 'what is that' });
  });

  it('searches again without the last letter after Backspace', () => {
    const { state, search } = editor(history);
    search.keys(`${ctrlR}whyx`);
    expect(state.line).toBe('');
    search.keys('\u007f');
    expect(state.line).toBe('why is it so');
  });

  it('passes on everything before Ctrl-R', () => expect(editor([]).search.keys('abc\r')).toBe('abc\r'));
});
