import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import { checkNode } from './check-node.ts';

describe('the version of the runtime', () => {
  it.each(['16.20.2', '18.0.0', '20.20.2', '22.11.0'])('Node.js %s is rejected with an instruction', (node) => {
    expect(() => checkNode({ node })).toThrow(ConfigurationError);
    expect(() => checkNode({ node })).toThrow(`needs Node.js 22.12 or later, and this is Node.js ${node}. Install`);
  });

  it.each([
    [{ node: '22.12.0' }],
    [{ node: '24.0.0' }],
    [{ node: '26.1.0' }],
    [{ node: '18.0.0', bun: '1.2.0' }],
    [{ node: '20.11.1', deno: '2.0.0' }],
    [{}],
  ])('%j is accepted', (versions) => {
    expect(() => checkNode(versions)).not.toThrow();
  });
});
