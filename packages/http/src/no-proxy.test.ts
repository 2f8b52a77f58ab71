import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesNoProxy } from './no-proxy.ts';

const matches = (url: string, list: string): boolean => matchesNoProxy(new URL(url), list);

describe('NO_PROXY', () => {
  it.each([
    ['*', 'https://a.test/'],
    ['a.test', 'https://a.test/'],
    ['a.test', 'https://b.a.test/'],
    ['.a.test', 'https://a.test/'],
    ['.a.test', 'https://b.a.test/'],
    ['*.a.test', 'https://b.c.a.test/'],
    ['A.Test', 'https://b.a.TEST/'],
    ['a.test.', 'https://a.test/'],
    ['a.test', 'https://a.test./'],
    ['x.test, a.test', 'https://a.test/'],
    ['x.test a.test', 'https://a.test/'],
    ['x.test,\ta.test\n', 'https://a.test/'],
    ['a.test:443', 'https://a.test/'],
    ['a.test:80', 'http://a.test/'],
    ['.a.test:8443', 'https://b.a.test:8443/'],
    ['10.1.2.3', 'http://10.1.2.3/'],
    ['10.0.0.0/8', 'http://10.1.2.3/'],
    ['fe80::/10', 'http://[fe80::1]/'],
    ['[2001:db8::1]', 'http://[2001:db8::1]/'],
    ['2001:db8::1', 'http://[2001:db8:0::1]/'],
    ['[2001:db8::1]:8080', 'http://[2001:db8::1]:8080/'],
  ])('%j excludes %s', (list, url) => {
    expect(matches(url, list)).toBe(true);
  });

  it.each([
    ['', 'https://a.test/'],
    [' , ', 'https://a.test/'],
    ['a.test', 'https://ba.test/'],
    ['a.test', 'https://a.test.evil.test/'],
    ['b.a.test', 'https://a.test/'],
    ['a.test:80', 'https://a.test/'],
    ['a.test:8443', 'https://a.test/'],
    ['10.0.0.0/8', 'http://11.1.2.3/'],
    ['10.0.0.0/33', 'http://10.0.0.0/'],
    ['10.1.2.3', 'http://110.1.2.3/'],
    ['2.3', 'http://10.1.2.3/'],
    ['::1/128', 'http://10.1.2.3/'],
    ['.', 'https://a.test/'],
    ['10.0.0.0/8', 'https://10.example/'],
  ])('%j does not exclude %s', (list, url) => {
    expect(matches(url, list)).toBe(false);
  });

  it('never throws, and matches a host in the list', () => {
    const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}(\.[a-z]{2,5}){1,3}$/);
    fc.assert(
      fc.property(names, fc.array(fc.string()), (host, others) => {
        const list = [...others, host].join(',');
        expect(matches(`https://${host}/`, list)).toBe(true);
        expect(typeof matches('http://192.0.2.1/', others.join(' '))).toBe('boolean');
      }),
    );
  });
});
