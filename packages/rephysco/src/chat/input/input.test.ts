import { describe, expect, it } from 'vitest';
import { commandNames } from '../commands.ts';
import { readInput } from './input.ts';

const read = (line: string) => readInput(line, commandNames);
const command = (name: string, value = '') => ({ type: 'command', name, value });

describe('a line at the prompt', () => {
  it.each([
    ['exit', command('exit')],
    ['  QUIT ', command('exit')],
    ['clear', command('clear')],
    ['system: You are brief.', command('system', 'You are brief.')],
    ['System:', command('system')],
    ['temp: 0.3', command('temp', '0.3')],
    ['/model xai:grok-4.3', command('model', 'xai:grok-4.3')],
    ['/se topP 0.5', command('set', 'topP 0.5')],
    ['/system one\ntwo', command('system', 'one\ntwo')],
    ['/say exit', { type: 'message', text: 'exit' }],
    ['exit now', { type: 'message', text: 'exit now' }],
    [' keep  spaces ', { type: 'message', text: ' keep  spaces ' }],
    ['temperature: high', { type: 'message', text: 'temperature: high' }],
    [' ', { type: 'nothing' }],
  ])('%j is %j', (line, meaning) => expect(read(line)).toEqual(meaning));

  it.each([
    ['/s', '/s is ambiguous: /system, /set, /save, /say'],
    ['/nothing at all', 'Unknown command /nothing. Commands are: /help'],
    ['/', 'Unknown command /.'],
  ])('%j is an error', (line, message) => {
    expect(read(line)).toEqual({ type: 'unknown', message: expect.stringContaining(message) });
  });

  it('may be any documented command', () => {
    const asked =
      'help model provider system temp set attach retry undo edit copy save tokens cost clear history exit say';
    expect([...commandNames].sort()).toEqual(asked.split(' ').sort());
  });
});
