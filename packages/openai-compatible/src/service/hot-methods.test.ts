import { describe, expect, it } from 'vitest';
import { hotMethods } from './hot-methods.ts';
import { hotMethodCalls, methodsOf } from './sdk-methods.ts';

describe('the methods that calls use', () => {
  it('have the path, the method and the headers of the installed SDK', async () => {
    expect(await methodsOf(hotMethodCalls)).toEqual(hotMethods);
  });
});
