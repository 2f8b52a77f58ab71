import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../contract/model-info.ts';
import { findModel } from './find-model.ts';

const big: ModelInfo = { id: 'big-2', input: ['text'], aliases: ['big', 'big-latest'], variants: ['Org/Big-2-0101'] };
const models: Record<string, ModelInfo> = { 'big-2': big, small: { id: 'small', input: ['text', 'image'] } };

describe('findModel', () => {
  it.each(['big-2', 'BIG-2', 'big', 'Big-Latest'])('finds %s', (name) => expect(findModel(models, name)).toBe(big));

  it('keeps the spelling of a variant', () => {
    expect(findModel(models, 'org/big-2-0101')).toEqual({ ...big, id: 'Org/Big-2-0101' });
  });

  it.each(['big-3', 'toString', '__proto__', 'constructor', ''])('returns %j as unknown, with all media', (name) => {
    expect(findModel(models, name)).toEqual({
      id: name,
      input: ['text', 'image', 'audio', 'video', 'file'],
      unknown: true,
    });
  });
});
