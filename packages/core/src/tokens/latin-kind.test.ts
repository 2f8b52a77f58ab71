import fc from 'fast-check';
import { expect, it } from 'vitest';
import { latinKind } from './latin-kind.ts';

it.each([
  ['english', 'All human beings are born free and equal in dignity and rights.'],
  ['romance', 'Dotados como están de razón y conciencia, deben comportarse los unos con los otros.'],
  [
    'romance',
    'Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di coscienza.',
  ],
  ['romance', 'Tous les êtres humains naissent libres et égaux en dignité et en droits.'],
  [
    'ascii',
    'Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd met verstand van de geest.',
  ],
  ['accented', 'Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.'],
  ['code', 'const la = de.map((el) => el.que); // { a: [1] }'],
  ['mixed', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
  ['blank', ' \n\t '],
])('The kind is %s for %j', (kind, text) => expect(latinKind(text)).toBe(kind));

it('The kind of any text is found in time that does not depend on its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(latinKind(text)).toMatch(/^[a-z]+$/);
    }),
  );
  const before = process.cpuUsage();
  latinKind('de la '.repeat(1_000_000));
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(1);
});
